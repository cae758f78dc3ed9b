using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Google.Rpc;
using Grpc.Core;
using Grpc.Service.Sdk.EndToEnd.Harness;
using GrpcServiceTemplate.Tests;
using Peers.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>How calls, connections and servers end.</summary>
[Collection(PackedSdk.Runs)]
public sealed class ServerLifeTests(PeerPrograms programs)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly Act s_echo = new() { Deed = Deed.Echo };

    public static TheoryData<string> Languages => PeerPrograms.Languages;

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Errors_OfHandlers_ComeThroughAllFourKinds(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language);
        var caller = server.Caller();
        foreach (var kind in PlainCaller.Kinds)
        {
            Assert.Equal((kind, new End(StatusCode.DataLoss, "", "own words")), (kind, await caller.EndAsync(kind, new Act { Deed = Deed.Fail, Number = (int)StatusCode.DataLoss, Text = "own words" })));
            Assert.Equal((kind, new End(StatusCode.Internal, "INTERNAL", "internal error")), (kind, await caller.EndAsync(kind, new Act { Deed = Deed.Break })));
            var refused = await Assert.ThrowsAsync<RpcException>(() => caller.CallAsync(kind, new Act { Deed = Deed.Refuse, Text = "\"ü\n" }));
            Assert.Equal((kind, new End(StatusCode.FailedPrecondition, "OWN_REASON", "not like this")), (kind, End.Of(refused)));
            var info = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
            Assert.Equal(("peers", "\"ü\n"), (info.Domain, info.Metadata["about"]));
            Assert.Equal("own.field", Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations).Field);
        }

        // The fault itself stands in the log, and nowhere else.
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains("a secret", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Cancel_InMidStream_EndsTheHandler_AndIsCancelled(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language);
        var caller = server.Caller();
        using (var ask = caller.AskAsync(new Act { Deed = Deed.Wait, Text = "Ask" }))
        using (var stream = caller.Stream(new Act { Deed = Deed.Flood, Text = "Stream" }))
        using (var collect = caller.Collect())
        using (var chat = caller.Chat())
        {
            await collect.RequestStream.WriteAsync(new Act { Deed = Deed.Wait, Text = "Collect" });
            await chat.RequestStream.WriteAsync(new Act { Deed = Deed.Wait, Text = "Chat" });
            foreach (var kind in PlainCaller.Kinds)
            {
                await server.CountedAsync("began:" + kind);
            }
        }

        foreach (var kind in PlainCaller.Kinds)
        {
            await server.CountedAsync("ended:" + kind);
            await Eventually.HoldsAsync(() => server.Calls.Any(call => (string?)call["method"] == "peers.v1.ActService/" + kind && (string?)call["code"] == "CANCELLED"));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Terminate_LosesNoCallInFlight_EndsWatches_AndExitsWell(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language);
        var (caller, items) = (server.Caller(), new ItemService.ItemServiceClient(server.Channel()));
        var asks = Enumerable.Range(0, 20).Select(number => caller.AskAsync(new Act { Deed = Deed.Sleep, Millis = 700, Text = $"{number}" }).ResponseAsync).ToList();
        var collects = Enumerable.Range(0, 5).Select(_ => caller.Collect()).ToList();
        var chats = Enumerable.Range(0, 5).Select(_ => caller.Chat()).ToList();
        await Task.WhenAll(collects.Select(collect => collect.RequestStream.WriteAsync(s_echo)));
        await Task.WhenAll(chats.Select(async chat =>
        {
            await chat.RequestStream.WriteAsync(s_echo);
            Assert.True(await chat.ResponseStream.MoveNext(default));
        }));
        using var feed = items.WatchItems(new());
        await feed.ResponseHeadersAsync.WaitAsync(s_patience);
        using var commands = items.WatchStock();
        await commands.ResponseHeadersAsync.WaitAsync(s_patience);
        var raw = await RawHttp2.ConnectAsync(new Uri("http://" + server.Address));

        // Calls on the same connection that began before this one have arrived.
        await caller.AskAsync(s_echo);
        var stop = server.StopAsync();
        foreach (var watch in new[] { feed.ResponseStream.MoveNext(default), commands.ResponseStream.MoveNext(default) })
        {
            var ended = await Assert.ThrowsAsync<RpcException>(() => watch.WaitAsync(s_patience));
            Assert.Equal(new End(StatusCode.Unavailable, "DRAINING", "the server is shutting down"), End.Of(ended));
        }

        // The server is draining: what is open goes on to its end.
        Assert.Equal(0, (await raw.ReadAsync(frame => frame.Type == Frame.GoAway))!.Error);
        raw.Dispose();
        Assert.All(await Task.WhenAll(collects.Select(async collect =>
        {
            await collect.RequestStream.WriteAsync(s_echo);
            await collect.RequestStream.CompleteAsync();
            return (await collect.ResponseAsync.WaitAsync(s_patience)).Number;
        })), number => Assert.Equal(2, number));
        await Task.WhenAll(chats.Select(async chat =>
        {
            await chat.RequestStream.WriteAsync(new Act { Deed = Deed.Echo, Text = "last" });
            await chat.RequestStream.CompleteAsync();
            Assert.Equal("last", (await chat.ResponseStream.ReadAllAsync().SingleAsync()).Text);
        }));
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}"), (await Task.WhenAll(asks).WaitAsync(s_patience)).Select(answer => answer.Text));
        Assert.Equal(0, await stop.WaitAsync(s_patience));
        Assert.NotEqual(End.Ok, await server.Caller().EndAsync("Ask", s_echo));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Terminate_TakesCallsForTheNotice_AndCutsWhatOutlastsTheGrace(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => (settings["server.drainNotice"], settings["server.drainGrace"]) = ("500ms", "500ms"));
        var health = new Grpc.Health.V1.Health.HealthClient(server.Channel());
        using var watch = health.Watch(new());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        var caller = server.Caller();
        using var stuck = caller.AskAsync(new Act { Deed = Deed.Wait, Text = "stuck" });
        await server.CountedAsync("began:stuck");
        var time = Stopwatch.StartNew();
        var stop = server.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        try
        {
            await caller.CallAsync("Ask", s_echo);
            Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new() { Service = "peers.v1.ActService" })).Status);
        }
        catch (RpcException) when (time.Elapsed > TimeSpan.FromMilliseconds(500))
        {
            // The machine has taken so long that the notice was over: a refusal is right then.
        }

        // grpc-dotnet has two codes for a connection that is closed below a call.
        Assert.True((await Assert.ThrowsAsync<RpcException>(() => stuck.ResponseAsync.WaitAsync(s_patience))).StatusCode is StatusCode.Unavailable or StatusCode.Internal);
        Assert.Equal(0, await stop.WaitAsync(s_patience));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Terminate_Again_EndsAtOnce(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => settings["server.drainGrace"] = "10m");
        Assert.Contains(server.Log, line => line.Contains("serving grpc.health.v1.Health, peers.v1.ActService, peers.v1.ItemService", StringComparison.Ordinal));
        using var stuck = server.Caller().AskAsync(new Act { Deed = Deed.Wait, Text = "stuck" });
        await server.CountedAsync("began:stuck");
        var stop = server.StopAsync();
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains("shutting down: calls that are under way have 600s to end", StringComparison.Ordinal)));
        Assert.NotEqual(0, await server.StopAsync());
        Assert.NotEqual(0, await stop);
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Start_WhereAnotherProgramListens_NamesTheKeyAndTheAddress(string language)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        foreach (var key in new[] { "server.address", "server.healthAddress" })
        {
            var (code, error) = await PeerServer.RefusedAsync(programs, language, settings => settings[key] = $"{other.LocalEndpoint}");
            Assert.Equal(78, code);
            Assert.Contains($"service.json: {key}: \"{other.LocalEndpoint}\" cannot be listened at (address already in use); name an address", error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Health_FollowsReadiness(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => settings["server.healthAddress"] = "127.0.0.1:0");
        var health = new Grpc.Health.V1.Health.HealthClient(server.Channel());
        using var whole = health.Watch(new());
        using var service = health.Watch(new() { Service = "peers.v1.ItemService" });
        foreach (var (isReady, expected) in new[] { (true, ServingStatus.Serving), (false, ServingStatus.NotServing), (true, ServingStatus.Serving) })
        {
            server.SetReady(isReady);
            Assert.Equal(expected, await NextAsync(whole));
            Assert.Equal(expected, await NextAsync(service));
            Assert.Equal(expected, (await health.CheckAsync(new() { Service = "peers.v1.ActService" })).Status);
        }

        using var unknown = health.Watch(new() { Service = "peers.v1.Nope" });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(unknown));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => health.CheckAsync(new() { Service = "peers.v1.Nope" }).ResponseAsync)).StatusCode);
        Assert.Contains(server.Log, line => line.Contains("health is NOT_SERVING: ", StringComparison.Ordinal));
    }

    /// <summary>Long-lived connections move to new servers; watches are told so, and other calls are not harmed.</summary>
    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Age_IsAGoAway_EndsWatches_AndLetsOtherCallsEnd(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => settings["server.maxConnectionAge"] = "500ms");
        var (caller, items) = (server.Caller(), new ItemService.ItemServiceClient(server.Channel()));
        using var collect = caller.Collect();
        await collect.RequestStream.WriteAsync(s_echo);
        using var feed = items.WatchItems(new());
        using var raw = await RawHttp2.ConnectAsync(new Uri("http://" + server.Address));
        var ended = await Assert.ThrowsAsync<RpcException>(() => feed.ResponseStream.MoveNext(default).WaitAsync(s_patience));
        Assert.Equal(("DRAINING", StatusCode.Unavailable), (End.Of(ended).Reason, ended.StatusCode));
        Assert.Equal(0, (await raw.ReadAsync(frame => frame.Type == Frame.GoAway))!.Error);
        await Task.Delay(500);
        await collect.RequestStream.WriteAsync(s_echo);
        await collect.RequestStream.CompleteAsync();
        Assert.Equal(2, (await collect.ResponseAsync.WaitAsync(s_patience)).Number);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<Grpc.Health.V1.HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(default).WaitAsync(s_patience));
        return watch.ResponseStream.Current.Status;
    }
}
