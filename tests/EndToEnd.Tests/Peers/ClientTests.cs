using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Service.Sdk.EndToEnd.Harness;
using GrpcServiceTemplate.Tests;
using GrpcServiceTemplate.Tests.Clients;
using Peers.V1;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>Each language's client against each language's server.</summary>
[Collection(PackedSdk.Runs)]
public sealed class ClientTests(PeerPrograms programs)
{
    public static TheoryData<string, string> Pairs => PeerPrograms.Pairs;

    public static TheoryData<string, string> Crossed => PeerPrograms.Crossed;

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Errors_OfAllFourKinds_AreReadWhole(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address));
        var refusal = JsonNode.Parse("""
            {
              "code": 9,
              "message": "not like this",
              "details": [
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "OWN_REASON", "domain": "peers", "metadata": {"about": "\"ü\n"}},
                {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": "own.field", "description": "\"ü\n"}]}
              ]
            }
            """);
        foreach (var kind in PlainCaller.Kinds)
        {
            var refused = await channel.ActAsync(kind, "REFUSE", "\"ü\n");
            Assert.True(JsonNode.DeepEquals(refusal, refused.Status), $"{kind}: {refused.Status}");
            Assert.Equal((kind, new End(StatusCode.Internal, "INTERNAL", "internal error")), (kind, (await channel.ActAsync(kind, "BREAK")).End));
            Assert.Equal((kind, new End(StatusCode.DataLoss, "", "own words")), (kind, (await channel.ActAsync(kind, "FAIL", "own words", (int)StatusCode.DataLoss)).End));
            Assert.Equal((kind, "ü"), (kind, (string?)(await channel.ActAsync(kind, "ECHO", "ü")).Answer["text"]));
        }

        var missing = await channel.Call("peers.v1.ItemService/GetItem", new JsonObject { ["itemId"] = "none" }).ResultAsync();
        Assert.Equal(new End(StatusCode.NotFound, "RESOURCE_NOT_FOUND", "peers.v1.Item \"none\" does not exist"), missing.End);
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task ServiceAccount_OverMutualTls_IsLetIn_ForItsAudienceAlone(string serving, string calling)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var server = await PeerServer.StartSecureAsync(programs, serving, (settings, folder) =>
        {
            folder.Write("keys.json", Keys(key));
            settings["auth.mode"] = "jwt";
            settings["auth.jwt.issuers"] = new JsonArray(new JsonObject { ["issuer"] = "jobs", ["audiences"] = new JsonArray("shop"), ["jwksFile"] = "keys.json" });
        });
        foreach (var (audience, end) in new[] { ("shop", End.Ok), ("another", new End(StatusCode.Unauthenticated, "TOKEN_INVALID", "the token is not valid")) })
        {
            await using var channel = await OpenSecureAsync(calling, server, (settings, folder) =>
            {
                folder.Write("account.pem", key.ExportPkcs8PrivateKeyPem());
                folder.Write("account.json", new JsonObject { ["issuer"] = "jobs", ["audience"] = audience, ["keyId"] = "k1", ["algorithm"] = "ES256", ["key"] = "account.pem" }.ToJsonString());
                settings["client.auth.serviceAccountFile"] = "account.json";
            });
            foreach (var kind in PlainCaller.Kinds)
            {
                var called = await channel.ActAsync(kind, "WHO");
                Assert.Equal((kind, end), (kind, called.End));
                Assert.All(called.Answers, answer => Assert.Equal("sub:jobs#jobs", (string?)answer["text"]));
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Tls_ToAServerOfAnotherAuthority_OrWithACertificateOfAnother_IsUnavailable(string serving, string calling)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, serving);
        var other = TestCa.Create("CN=other root");
        foreach (var (trusted, certificate, isServed) in new[] { (server.Ca, server.Ca.Client(), true), (other, server.Ca.Client(), false), (server.Ca, other.Client(), false) })
        {
            await using var channel = await OpenSecureAsync(calling, server, (settings, folder) =>
            {
                folder.Write("ca.crt", trusted.Pem);
                folder.Write("client", certificate);
                settings["client.retry.maxAttempts"] = 1;
            });
            foreach (var kind in PlainCaller.Kinds)
            {
                var called = await channel.ActAsync(kind, "WHO", timeout: 20_000);
                Assert.Equal((kind, isServed ? StatusCode.OK : StatusCode.Unavailable), (kind, called.Code));
                Assert.All(called.Answers, answer => Assert.Equal("cn:client", (string?)answer["text"]));
            }
        }
    }

    /// <summary>Both sides get certificates of another authority while they call, on connections that are renewed all the time.</summary>
    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Rotation_OfEverything_UnderLoad_FailsNoCall(string serving, string calling)
    {
        var next = TestCa.Create("CN=next root");
        var (files, certificates) = (default(TemporaryFolder), default(TemporaryFolder));
        await using var server = await PeerServer.StartSecureAsync(programs, serving, (settings, folder) =>
        {
            certificates = folder;
            settings["server.maxConnectionAge"] = "500ms";
        });
        await using var channel = await OpenSecureAsync(calling, server, (_, folder) => files = folder);
        await using var load = new Load(channel, 4);

        // First both trust both authorities, then each shows what the next one issued, then only that counts.
        certificates!.Write("ca.crt", server.Ca.Pem + "\n" + next.Pem);
        files!.Write("ca.crt", server.Ca.Pem + "\n" + next.Pem);
        await Eventually.HoldsAsync(async () => await server.Caller(next.Issue()).EndAsync("Ask", new Act { Deed = Deed.Echo }) == End.Ok);
        var renewed = next.Server();
        using var expected = renewed.Load();
        certificates.Write("server", renewed);
        await Eventually.HoldsAsync(async () => await server.ShownAsync(next.Issue()) == expected.SerialNumber);
        files.Write("client", next.Issue("CN=next client"));
        await Eventually.HoldsAsync(async () => (string?)(await channel.ActAsync("Ask", "WHO")).Answer["text"] == "cn:next client");
        certificates.Write("ca.crt", next.Pem);
        files.Write("ca.crt", next.Pem);
        await load.GoesOnAsync(500);

        await load.AllWentWellAsync(50);
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Retry_OfUnavailable_IsWaitedFor_AndOnlyWhereTheMethodMayBeCalledTwice(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings =>
        {
            (settings["client.retry.initialBackoff"], settings["client.retry.maxBackoff"], settings["client.breaker.failures"]) = ("5ms", "5ms", 0);
            settings["client.retry.maxTokens"] = 1000;
        });
        foreach (var kind in new[] { "Ask", "Stream" })
        {
            var own = $"retry {kind} by {calling}";
            Assert.Equal(3, (int?)(await channel.ActAsync(kind, "TRY", own, 2)).Answer["number"]);
            Assert.Equal(StatusCode.Unavailable, (await channel.ActAsync(kind, "TRY", own + " often", 10)).Code);
            Assert.Equal(4, await server.CountAsync(own + " often"));

            var began = Stopwatch.GetTimestamp();
            Assert.Equal(2, (int?)(await channel.ActAsync(kind, "TRY", own + " later", 1, millis: 400)).Answer["number"]);
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 390, 10_000);
            Assert.Equal(StatusCode.Unavailable, (await channel.ActAsync(kind, "TRY", own + " never", 1, millis: -1)).Code);
            Assert.Equal(1, await server.CountAsync(own + " never"));
        }

        foreach (var kind in new[] { "Tell", "Collect", "Chat" })
        {
            var own = $"retry {kind} by {calling}";
            Assert.Equal((kind, new End(StatusCode.Unavailable, "", "not now")), (kind, (await channel.ActAsync(kind, "TRY", own, 1)).End));
            Assert.Equal((kind, 1), (kind, await server.CountAsync(own)));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Crossed))]
    public async Task Circuit_OpensAfterFailuresInARow_RefusesAllKinds_AndClosesWithAProbe(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings =>
            (settings["client.breaker.failures"], settings["client.breaker.openFor"], settings["client.retry.maxAttempts"]) = (3, "1500ms", 1));
        var open = new End(StatusCode.Unavailable, "CIRCUIT_OPEN", $"the circuit to {server.Address} is open");

        // What is no UNAVAILABLE begins the count anew.
        for (var round = 0; round < 2; round++)
        {
            await FailAsync(2);
            Assert.Equal(StatusCode.Internal, (await channel.ActAsync("Ask", "FAIL", "no", (int)StatusCode.Internal)).Code);
        }

        await FailAsync(3);
        foreach (var kind in PlainCaller.Kinds)
        {
            Assert.Equal((kind, open), (kind, (await channel.ActAsync(kind, "ECHO")).End));
        }

        await Task.Delay(1600);

        // One probe is let through. It fails, and the circuit is open for as long again.
        await FailAsync(1);
        Assert.Equal(open, (await channel.ActAsync("Ask", "ECHO")).End);
        await Task.Delay(1600);
        var probe = channel.Begin("Collect", PeerChannel.Act("SLEEP", "probe of " + calling));
        await server.CountedAsync("began:probe of " + calling);
        Assert.Equal(open, (await channel.ActAsync("Ask", "ECHO")).End);
        probe.SendLast();
        Assert.Equal("probe of " + calling, (string?)(await probe.ResultAsync()).Answer["text"]);
        Assert.Equal(End.Ok, (await channel.ActAsync("Ask", "ECHO")).End);

        async Task FailAsync(int times)
        {
            for (; times > 0; times--)
            {
                Assert.Equal(new End(StatusCode.Unavailable, "", "not now"), (await channel.ActAsync("Ask", "FAIL", "not now", (int)StatusCode.Unavailable)).End);
            }
        }
    }

    /// <summary>A server that is told to end refuses nobody who would not find another one: what it says is no failure.</summary>
    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Circuit_IsNotOpenedByADrain(string serving, string calling)
    {
        await using var server = await PeerServer.StartAsync(programs, serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings =>
            (settings["client.breaker.failures"], settings["client.breaker.openFor"], settings["client.waitForReady"], settings["client.retry.maxAttempts"]) = (1, "1m", true, 1));
        var watches = Enumerable.Range(0, 5).Select(_ => channel.Begin("peers.v1.ItemService/WatchStock")).ToArray();
        Assert.Equal(End.Ok, (await channel.ActAsync("Ask", "ECHO")).End);
        await channel.Call("peers.v1.ItemService/ImportItems", new JsonObject { ["id"] = "a", ["name"] = "A" }).ResultAsync();
        foreach (var watch in watches)
        {
            watch.Send(new JsonObject { ["itemId"] = "a", ["delta"] = 1 });
            await watch.NextAsync();
        }

        Assert.Equal(0, await server.StopAsync());
        Assert.All(await Task.WhenAll(watches.Select(watch => watch.ResultAsync())), end => Assert.Equal("DRAINING", end.Reason));

        await using var again = await PeerServer.StartAsync(programs, serving, settings => settings["server.address"] = server.Address);
        Assert.Equal(End.Ok, (await channel.ActAsync("Ask", "ECHO")).End);
    }

    /// <summary>Whoever does not end in the time that a server leaves has met no fault of its own.</summary>
    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Grace_ThatIsOver_CutsCallsAsUnavailable(string serving, string calling)
    {
        await using var server = await PeerServer.StartAsync(programs, serving, settings => settings["server.drainGrace"] = "300ms");
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address));
        PeerCall[] stuck =
        [
            channel.Call("Tell", PeerChannel.Act("WAIT", "Tell")), channel.Call("Stream", PeerChannel.Act("WAIT", "Stream")),
            channel.Begin("Collect", PeerChannel.Act("WAIT", "Collect")), channel.Begin("Chat", PeerChannel.Act("WAIT", "Chat")),
        ];
        foreach (var method in new[] { "Tell", "Stream", "Collect", "Chat" })
        {
            await server.CountedAsync("began:" + method);
        }

        Assert.Equal(0, await server.StopAsync());
        stuck[2].SendLast();
        var codes = (await Task.WhenAll(stuck.Select(call => call.ResultAsync()))).Select(end => end.Code).ToArray();

        // Go closes the connection, and .NET has INTERNAL for an answer that had begun there.
        if ((serving, calling) == (PeerPrograms.Go, PeerPrograms.CSharp) && codes[1] == StatusCode.Internal)
        {
            codes[1] = StatusCode.Unavailable;
        }

        Assert.All(codes, code => Assert.Equal(StatusCode.Unavailable, code));
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Deadline_OfTheConfiguration_AndTheCallersOwn_ReachTheServer(string serving, string calling)
    {
        await using var server = await PeerServer.StartAsync(programs, serving, settings => settings["deadlines.unary"] = "0s");
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings => (settings["client.deadline"], settings["client.streamDeadline"]) = ("5s", "20s"));
        foreach (var (kind, least, most) in new[] { ("Ask", 2_000, 5_000), ("Stream", 10_000, 20_000), ("Chat", 10_000, 20_000) })
        {
            Assert.InRange(await RemainingAsync(channel, kind), least, most);
            Assert.InRange(await RemainingAsync(channel, kind, 60_000), 30_000, 60_000);
        }

        await Task.WhenAll(PlainCaller.Kinds.Select(async kind =>
        {
            Assert.Equal((kind, StatusCode.DeadlineExceeded), (kind, (await channel.ActAsync(kind, "WAIT", kind, timeout: 1000)).Code));
            await server.CountedAsync("ended:" + kind);
        }));

        await using var without = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings => settings["client.deadline"] = "0s");
        Assert.Equal(-1, await RemainingAsync(without, "Chat"));
        Assert.InRange(await RemainingAsync(without, "Ask"), 300_000, 600_000);
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Cancel_InMidStream_IsSeenByBothSides(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address));
        foreach (var kind in PlainCaller.Kinds)
        {
            var (own, before) = ($"cancel {kind} by {calling}", Cancelled());
            var call = kind is "Ask" or "Stream" ? channel.Call(kind, PeerChannel.Act("WAIT", own)) : channel.Begin(kind, PeerChannel.Act("WAIT", own));
            await server.CountedAsync("began:" + own);
            call.Cancel();
            Assert.Equal((kind, StatusCode.Cancelled), (kind, (await call.ResultAsync()).Code));
            await server.CountedAsync("ended:" + own);
            await Eventually.HoldsAsync(() => Cancelled() == before + 1);

            int Cancelled() => server.Calls.Count(call => (string?)call["method"] == "peers.v1.ActService/" + kind && (string?)call["code"] == "CANCELLED");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Streams_GoBothWays_AndWatchersSeeWhatOthersDo(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address));
        Assert.Equal(1000, (await channel.ActAsync("Stream", "ECHO", "x", 1000)).Answers.Count);
        var id = "item of " + calling;
        var import = await channel.Call("peers.v1.ItemService/ImportItems", Item(id, "A"), Item("b", ""), Item("c", "C")).ResultAsync();
        Assert.Equal((3, 1), ((int?)import.Answer["received"], (int?)import.Answer["failed"]));
        var watch = channel.Begin("peers.v1.ItemService/WatchStock");
        watch.Send(new JsonObject { ["itemId"] = id, ["delta"] = 5 });
        Assert.Equal(5, (int?)(await watch.NextAsync())["newValue"]);
        watch.Send(new JsonObject { ["itemId"] = id, ["delta"] = -2 });
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["itemId"] = id, ["oldValue"] = 5, ["newValue"] = 3 }, await watch.NextAsync()));
        watch.SendLast();
        Assert.Equal(End.Ok, (await watch.ResultAsync()).End);

        var list = await channel.Call("peers.v1.ItemService/ListItems", new JsonObject { ["pageSize"] = 1 }).ResultAsync();
        Assert.Equal("c", (string?)list.Answer["id"]);
        Assert.Single(list.Trailers["next-page-token"]!.AsArray());

        static JsonObject Item(string id, string name) => new() { ["id"] = id, ["name"] = name };
    }

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task Answer_ThatIsTooLarge_IsRefusedByTheClient(string serving, string calling)
    {
        var server = await programs.SharedServerAsync(serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(server.Address), settings => settings["client.maxReceiveMessageSize"] = 100_000);
        foreach (var kind in PlainCaller.Kinds)
        {
            Assert.Equal((kind, StatusCode.OK), (kind, (await channel.ActAsync(kind, "LARGE", number: 99_000)).Code));
            Assert.Equal((kind, StatusCode.ResourceExhausted), (kind, (await channel.ActAsync(kind, "LARGE", number: 101_000)).Code));
        }
    }

    /// <summary>One is killed, another is told to end, and both come back: whoever calls does not notice.</summary>
    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task ThreeServers_OfWhichTwoGoAndComeBack_FailNoCall(string serving, string calling)
    {
        await using var one = await PeerServer.StartAsync(programs, serving);
        await using var two = await PeerServer.StartAsync(programs, serving, settings => settings["server.drainNotice"] = "200ms");
        await using var three = await PeerServer.StartAsync(programs, serving);
        await using var channel = await OpenAsync(calling, PeerSettings.Calling(one.Address, two.Address, three.Address));
        await using var load = new Load(channel, 4);
        foreach (var server in new[] { one, two, three })
        {
            await Eventually.HoldsAsync(() => server.Calls.Count > 20);
        }

        await three.KillAsync();
        await load.GoesOnAsync(300);
        await using var third = await PeerServer.StartAsync(programs, serving, settings => settings["server.address"] = three.Address);
        await Eventually.HoldsAsync(() => third.Calls.Count > 20);

        Assert.Equal(0, await two.StopAsync());
        await load.GoesOnAsync(300);
        await using var second = await PeerServer.StartAsync(programs, serving, settings => settings["server.address"] = two.Address);
        await Eventually.HoldsAsync(() => second.Calls.Count > 20);

        await load.AllWentWellAsync(200);
    }

    private static async Task<int> RemainingAsync(PeerChannel channel, string kind, int timeout = 0) =>
        (int)(await channel.ActAsync(kind, "REMAINING", timeout: timeout)).Answer["number"]!;

    private async Task<PeerChannel> OpenAsync(string calling, PeerSettings settings, Action<PeerSettings>? configure = null)
    {
        configure?.Invoke(settings);
        return await (await programs.ClientAsync(calling)).OpenAsync(settings);
    }

    /// <summary>A channel with a certificate of the server's authority.</summary>
    private async Task<PeerChannel> OpenSecureAsync(string calling, PeerServer server, Action<PeerSettings, TemporaryFolder>? configure = null)
    {
        var (folder, settings) = (new TemporaryFolder(), PeerSettings.Calling(server.Address));
        folder.Write("ca.crt", server.Ca.Pem);
        folder.Write("client", server.Ca.Client());
        settings["client.tls.mode"] = "mutual";
        settings["client.tls.ca"] = "ca.crt";
        settings["client.tls.certificate"] = "client.crt";
        settings["client.tls.key"] = "client.key";
        configure?.Invoke(settings, folder);
        return await (await programs.ClientAsync(calling)).OpenAsync(settings, folder);
    }

    private static string Keys(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "k1", ["alg"] = "ES256",
                ["x"] = System.Buffers.Text.Base64Url.EncodeToString(point.X), ["y"] = System.Buffers.Text.Base64Url.EncodeToString(point.Y),
            }),
        }.ToJsonString();
    }

    /// <summary>Callers that call all the time.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task<List<PeerResult>>[] _callers;
        private int _made;

        public Load(PeerChannel channel, int callers) => _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var failed = new List<PeerResult>();
            while (!_end.IsCancellationRequested)
            {
                var call = await channel.ActAsync("Ask", "ECHO", "x");
                if (call.Code != StatusCode.OK)
                {
                    failed.Add(call);
                }

                Interlocked.Increment(ref _made);
            }

            return failed;
        }))];

        /// <summary>Lets it go on for that long, and for some calls more.</summary>
        public async Task GoesOnAsync(int milliseconds)
        {
            var before = _made;
            await Task.Delay(milliseconds);
            await Eventually.HoldsAsync(() => _made > before + 10);
        }

        public async Task AllWentWellAsync(int least)
        {
            await _end.CancelAsync();
            var failed = (await Task.WhenAll(_callers)).SelectMany(each => each).ToList();
            Assert.True(failed.Count == 0, $"{failed.Count} of {_made} calls failed: {failed.FirstOrDefault()?.Status}");
            Assert.True(_made >= least, $"{_made}");
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Task.WhenAll(_callers);
            _end.Dispose();
        }
    }
}
