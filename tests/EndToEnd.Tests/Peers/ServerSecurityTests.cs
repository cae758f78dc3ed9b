using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Service.Sdk.EndToEnd.Harness;
using GrpcServiceTemplate.Tests;
using Peers.V1;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>Whom each language's server lets in, on calls of all four kinds.</summary>
[Collection(PackedSdk.Runs)]
public sealed class ServerSecurityTests(PeerPrograms programs)
{
    private static readonly End s_missing = new(StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a bearer token is needed");
    private static readonly End s_invalid = new(StatusCode.Unauthenticated, "TOKEN_INVALID", "the token is not valid");
    private static readonly End s_expired = new(StatusCode.Unauthenticated, "TOKEN_EXPIRED", "the token has expired");

    private static readonly string[] s_critical = ["b64"];

    public static TheoryData<string> Languages => PeerPrograms.Languages;

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Certificate_OfTheAuthority_LetsIn_AndNamesTheCaller_AndNoOther(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language);
        await server.Caller(server.Ca.Issue("CN=alice")).NamesAsync([], "cn:alice");
        await server.Caller(server.Ca.Issue("CN=alice", names: names => names.AddUri(new Uri("spiffe://shop/alice")))).NamesAsync([], "uri:spiffe://shop/alice");

        var (other, namesake) = (TestCa.Create("CN=other root"), TestCa.Create());
        TestCertificate?[] strangers =
        [
            null, other.Issue(), namesake.Issue(), server.Ca.Issue(days: -1), server.Ca.Issue(isFuture: true), server.Ca.Issue(usage: TestCa.ServerAuthentication),
        ];
        foreach (var (stranger, index) in strangers.Select((stranger, index) => (stranger, index)))
        {
            // No connection comes about; grpc-dotnet has two codes for that.
            var end = await server.Caller(stranger).EndAsync("Ask", new Act { Deed = Deed.Echo });
            Assert.True(end.Code is StatusCode.Unavailable or StatusCode.Internal, $"{index}: {end}");
        }

        Assert.All(server.Calls, call => Assert.Equal("OK", (string?)call["code"]));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Certificate_SwappedUnderLoad_LosesNoCall(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language);
        using var end = new CancellationTokenSource();
        var client = server.Ca.Issue();
        var steady = server.Caller(client);
        var loads = Enumerable.Range(0, 4).Select(load => Task.Run(async () =>
        {
            var calls = 0;
            for (; !end.IsCancellationRequested; calls++)
            {
                // Half of them on connections that were there before, half on new ones.
                await CallAsync(load % 2 == 0 ? null : server, steady, client, calls);
            }

            return calls;
        })).ToList();
        for (var swap = 0; swap < 3; swap++)
        {
            var next = server.Ca.Server();
            server.Write(next);
            using var expected = next.Load();
            await Eventually.HoldsAsync(async () => await server.ShownAsync(client) == expected.SerialNumber);
        }

        // What cannot be used leaves the last good one in its place.
        server.Write("server.crt", "garbage");
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains("what was read before is used on", StringComparison.Ordinal)));
        Assert.Equal(End.Ok, await server.Caller(client).EndAsync("Ask", new Act { Deed = Deed.Echo }));
        await end.CancelAsync();
        Assert.All(await Task.WhenAll(loads), calls => Assert.True(calls > 0));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Authority_Swapped_LetsInItsOwnClients_AndThoseOfBeforeNoLonger(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language);
        var next = TestCa.Create("CN=next root");
        var (before, after) = (server.Ca.Issue(), next.Issue("CN=after"));
        Assert.Equal(End.Ok, await server.Caller(before).EndAsync("Ask", new Act { Deed = Deed.Echo }));
        server.Write("ca.crt", next.Pem);
        await Eventually.HoldsAsync(async () => await server.Caller(after).EndAsync("Ask", new Act { Deed = Deed.Echo }) == End.Ok);
        Assert.NotEqual(End.Ok, await server.Caller(before).EndAsync("Ask", new Act { Deed = Deed.Echo }));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Token_OfTheFile_NamesTheCaller_AndAnythingElseIsRefused(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language, (settings, folder) =>
        {
            (settings["tls.mode"], settings["auth.mode"], settings["auth.tokenFile"]) = ("server", "token", "tokens");
            folder.Write("tokens", $"alice {Print("one")}\n\nbob {Print("two")}\n");
        });
        var caller = server.Caller();
        await caller.NamesAsync(PlainCaller.Bearer("one"), "token:alice");
        await caller.NamesAsync(PlainCaller.Bearer("two"), "token:bob");
        await caller.AllEndAsync([], s_missing);
        await caller.AllEndAsync(new() { { "authorization", "Basic YWxpY2U6b25l" } }, s_missing);
        foreach (var wrong in new[] { PlainCaller.Bearer("three"), PlainCaller.Bearer(Print("one")), new() { { "authorization", "Bearer one" }, { "authorization", "Bearer one" } } })
        {
            await caller.AllEndAsync(wrong, s_invalid);
        }

        server.Write("tokens", $"alice {Print("next")}");
        await Eventually.HoldsAsync(async () => await caller.EndAsync("Ask", new Act { Deed = Deed.Echo }, PlainCaller.Bearer("next")) == End.Ok);
        await caller.AllEndAsync(PlainCaller.Bearer("one"), s_invalid);
        Assert.DoesNotContain(server.Log, line => line.Contains(Print("one"), StringComparison.Ordinal));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Jwt_ThatHolds_NamesTheCaller_AndNoOtherIsServed(string language)
    {
        var (issuer, other) = (new TestIssuer(), new TestIssuer());
        await using var server = await StartJwtAsync(language, issuer);
        var caller = server.Caller();
        await caller.NamesAsync(PlainCaller.Bearer(issuer.Sign()), "sub:https://issuer.test#alice");
        foreach (var header in new object[] { new { alg = "RS256", kid = "one-rsa" }, new { alg = "PS256", kid = "one-rsa" } })
        {
            Assert.Equal(End.Ok, await caller.EndAsync("Ask", new Act { Deed = Deed.Echo }, PlainCaller.Bearer(issuer.Sign(header))));
        }

        await caller.AllEndAsync([], s_missing);
        await caller.AllEndAsync(PlainCaller.Bearer(issuer.Sign(null, ("exp", TestIssuer.Seconds(-31)))), s_expired);
        await caller.AllEndAsync(PlainCaller.Bearer(issuer.Sign(null, ("aud", "another"))), s_invalid);
        string[] wrong =
        [
            other.Sign(), "x", "a.b.c", issuer.Sign(null, ("iss", "https://other.test")), issuer.Sign(null, ("sub", null)), issuer.Sign(null, ("exp", null)), issuer.Sign(null, ("nbf", TestIssuer.Seconds(60))),
            issuer.Sign(new { alg = "none" }), issuer.Sign(new { alg = "HS256", kid = "one" }), issuer.Sign(new { alg = "ES256", kid = "two" }), issuer.Sign(new { alg = "ES256", kid = "one", typ = "dpop+jwt" }),
            issuer.Sign(new { alg = "RS256", kid = "one" }), issuer.Sign(new { alg = "ES256", kid = "one-rsa" }),
            issuer.Sign(new { alg = "ES256", kid = "one", crit = s_critical }),
        ];
        foreach (var (token, index) in wrong.Select((token, index) => (token, index)))
        {
            Assert.Equal((index, s_invalid), (index, await caller.EndAsync("Ask", new Act { Deed = Deed.Echo }, PlainCaller.Bearer(token))));
        }
    }

    /// <summary>A stream may not outlive the token that it began with; calls that end by themselves do not mind.</summary>
    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Jwt_ThatExpires_EndsItsStreams(string language)
    {
        var issuer = new TestIssuer();
        await using var server = await StartJwtAsync(language, issuer, settings => settings["auth.jwt.clockSkew"] = "0s");
        var caller = server.Caller();
        await caller.AllEndAsync(PlainCaller.Bearer(issuer.Sign()), End.Ok);
        var token = PlainCaller.Bearer(issuer.Sign(null, ("exp", TestIssuer.Seconds(3))));
        using var stream = caller.Stream(new Act { Deed = Deed.Wait, Text = "stream" }, token);
        Assert.True(await stream.ResponseStream.MoveNext(default));
        using var collect = caller.Collect(token);
        await collect.RequestStream.WriteAsync(new Act { Deed = Deed.Echo });
        using var chat = caller.Chat(token);
        await chat.RequestStream.WriteAsync(new Act { Deed = Deed.Echo });
        Assert.True(await chat.ResponseStream.MoveNext(default));
        foreach (var open in new Task[] { stream.ResponseStream.MoveNext(default), collect.ResponseAsync, chat.ResponseStream.MoveNext(default) })
        {
            var ended = await Assert.ThrowsAsync<RpcException>(() => open.WaitAsync(TimeSpan.FromSeconds(15)));
            Assert.Equal(s_expired, End.Of(ended));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Rules_AllowWhatOneOfThemAllows_AndDenyTheRest(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language, (settings, _) => settings["auth.rules"] = JsonNode.Parse("""
            [
              {"methods": ["peers.v1.ActService/Ask"], "identities": ["cn:till"]},
              {"methods": ["peers.v1.ActService/*"], "identities": ["cn:manager"]},
              {"methods": ["*"], "identities": ["cn:root"], "scopes": ["all"]}
            ]
            """));
        await server.Caller(server.Ca.Issue("CN=manager")).AllEndAsync([], End.Ok);
        foreach (var (name, denied) in new[] { ("till", PlainCaller.Kinds[1..]), ("root", PlainCaller.Kinds), ("stranger", PlainCaller.Kinds) })
        {
            var caller = server.Caller(server.Ca.Issue("CN=" + name));
            foreach (var kind in PlainCaller.Kinds)
            {
                var end = denied.Contains(kind) ? new End(StatusCode.PermissionDenied, "NOT_ALLOWED", $"the caller may not call peers.v1.ActService/{kind}") : End.Ok;
                Assert.Equal((name, kind, end), (name, kind, await caller.EndAsync(kind, new Act { Deed = Deed.Echo })));
            }
        }

        // Probes know no one's certificate, but the connection needs one; they need no rule.
        var health = new Health.V1.Health.HealthClient(server.Channel(server.Ca.Issue("CN=stranger")));
        Assert.Equal(Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new())).Status);
    }

    private Task<PeerServer> StartJwtAsync(string language, TestIssuer issuer, Action<PeerSettings>? configure = null) => PeerServer.StartSecureAsync(programs, language, (settings, folder) =>
    {
        folder.Write("keys.json", TestIssuer.Keys(issuer.EllipticKey, issuer.RsaKey));
        (settings["tls.mode"], settings["auth.mode"]) = ("server", "jwt");
        settings["auth.jwt.issuers"] = new JsonArray(new JsonObject { ["issuer"] = issuer.Issuer, ["audiences"] = new JsonArray("other", "shop"), ["jwksFile"] = "keys.json" });
        configure?.Invoke(settings);
    });

    private static async Task CallAsync(PeerServer? server, ActService.ActServiceClient steady, TestCertificate certificate, int number)
    {
        var kind = PlainCaller.Kinds[number % PlainCaller.Kinds.Length];
        if (server is null)
        {
            await steady.CallAsync(kind, new Act { Deed = Deed.Echo });
            return;
        }

        using var channel = server.Channel(certificate);
        await new ActService.ActServiceClient(channel).CallAsync(kind, new Act { Deed = Deed.Echo });
    }

    private static string Print(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
