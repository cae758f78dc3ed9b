using System.IO.Compression;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Grpc.Service.Sdk.EndToEnd.Harness;
using GrpcServiceTemplate.Tests;
using Peers.V1;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>What each language's server refuses, cuts and bears.</summary>
[Collection(PackedSdk.Runs)]
public sealed class ServerLimitTests(PeerPrograms programs)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly Act s_echo = new() { Deed = Deed.Echo };

    public static TheoryData<string> Languages => PeerPrograms.Languages;

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Caller_OverItsRate_IsToldWhenToComeBack_AndAnotherIsUnharmed(string language)
    {
        await using var server = await PeerServer.StartSecureAsync(programs, language, (settings, _) => (settings["limits.rate.perSecond"], settings["limits.rate.burst"]) = (0.02, 4));
        var (greedy, modest) = (server.Caller(server.Ca.Issue("CN=greedy")), server.Caller(server.Ca.Issue("CN=modest")));
        await greedy.AllEndAsync([], End.Ok);
        await greedy.AllEndAsync([], new(StatusCode.ResourceExhausted, "RATE_LIMITED", "too many calls"));
        foreach (var kind in PlainCaller.Kinds)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => greedy.CallAsync(kind, s_echo));
            var pushback = int.Parse(refused.Trailers.GetValue("grpc-retry-pushback-ms")!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(pushback, 30_000, 50_000);
            Assert.Equal(TimeSpan.FromMilliseconds(pushback), refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        }

        await modest.AllEndAsync([], End.Ok);
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Deadlines_AreTheDefaults_AreCutToTheMaximum_AndAreNamedByMethod(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings =>
        {
            (settings["deadlines.unary"], settings["deadlines.unaryMax"], settings["deadlines.stream"]) = ("3s", "5s", "7s");
            settings["deadlines.methods"] = new JsonObject { ["peers.v1.ActService/Tell"] = "0s", ["peers.v1.ActService/Chat"] = "9s" };
        });
        var caller = server.Caller();
        var ask = new Act { Deed = Deed.Remaining };
        Assert.InRange((await caller.AskAsync(ask)).Number, 1, 3_000);
        Assert.InRange((await caller.AskAsync(ask, deadline: DateTime.UtcNow.AddMinutes(1))).Number, 3_001, 5_000);
        Assert.InRange((await caller.AskAsync(ask, deadline: DateTime.UtcNow.AddSeconds(4))).Number, 1, 4_000);
        Assert.Equal(-1, (await caller.TellAsync(ask)).Number);

        // A stream without a convention has no deadline but one that is named.
        using var stream = caller.Stream(ask);
        Assert.Equal(-1, (await stream.ResponseStream.ReadAllAsync().SingleAsync()).Number);
        using var chat = caller.Chat();
        await chat.RequestStream.WriteAsync(ask);
        await chat.RequestStream.CompleteAsync();
        Assert.InRange((await chat.ResponseStream.ReadAllAsync().SingleAsync()).Number, 3_001, 9_000);
    }

    /// <summary>Whatever the handler waits for: a pause, a message that does not come, a caller that does not read.</summary>
    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Deadline_WakesAHandler_ThatWaits_ThatReads_ThatWrites(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings =>
        {
            (settings["deadlines.unary"], settings["deadlines.stream"]) = ("1s", "1s");
            settings["deadlines.methods"] = new JsonObject { ["peers.v1.ActService/Collect"] = "1s", ["peers.v1.ActService/Stream"] = "1s", ["peers.v1.ActService/Chat"] = "1s" };
        });
        var caller = server.Caller();
        var asked = caller.AskAsync(new Act { Deed = Deed.Wait, Text = "ask" }).ResponseAsync;
        using var collect = caller.Collect();
        await collect.RequestStream.WriteAsync(s_echo);
        using var import = new ItemService.ItemServiceClient(server.Channel()).ImportItems();
        using var stream = caller.Stream(new Act { Deed = Deed.Flood, Text = "stream" });
        using var chat = caller.Chat();
        await chat.RequestStream.WriteAsync(new Act { Deed = Deed.Flood, Text = "chat" });
        await chat.RequestStream.CompleteAsync();
        foreach (var open in new Task[] { asked, collect.ResponseAsync, import.ResponseAsync })
        {
            Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => open.WaitAsync(s_patience))).StatusCode);
        }

        foreach (var waited in new[] { "ask", "stream", "chat" })
        {
            await server.CountedAsync("ended:" + waited);
        }

        // What waits in a stream stands before its status, so that a caller that does not read can only be cut off. Kestrel cannot be
        // asked whether anything waits: a chat is told that it may stop sending, which is INTERNAL to .NET.
        foreach (var (kind, unread) in new[] { ("Stream", stream.ResponseStream), ("Chat", chat.ResponseStream) })
        {
            var ended = await Assert.ThrowsAsync<RpcException>(() => unread.ReadAllAsync().CountAsync().AsTask().WaitAsync(s_patience));
            var isTold = language == PeerPrograms.CSharp && kind == "Chat" && ended.StatusCode == StatusCode.Internal;
            Assert.True(isTold || ended.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded, $"{kind}: {ended.Status}");
        }

        string[] methods = ["ActService/Ask", "ActService/Collect", "ItemService/ImportItems", "ActService/Stream", "ActService/Chat"];
        await Eventually.HoldsAsync(() => methods.All(method => server.Calls.Any(call => (string?)call["method"] == "peers.v1." + method && (string?)call["code"] == "DEADLINE_EXCEEDED")));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Request_ThatIsNotValid_IsRefused_AsTheFirstOfAStreamAndAsTheNth(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language);
        var caller = server.Caller();
        var invalid = new End(StatusCode.InvalidArgument, "REQUEST_INVALID", "the request is not valid: deed: must not be empty");
        foreach (var kind in PlainCaller.Kinds)
        {
            Assert.Equal((kind, invalid), (kind, await caller.EndAsync(kind, new Act())));
        }

        Assert.Equal(invalid with { Text = "the request is not valid: deed: is not defined" }, await caller.EndAsync("Ask", new Act { Deed = (Deed)99 }));

        using var collect = caller.Collect();
        await SendAsync(collect.RequestStream, s_echo, s_echo, new Act());
        var refused = await Assert.ThrowsAsync<RpcException>(() => collect.ResponseAsync.WaitAsync(s_patience));
        Assert.Equal(invalid, End.Of(refused));
        var violation = Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal(("deed", "must not be empty"), (violation.Field, violation.Description));

        using var chat = caller.Chat();
        await SendAsync(chat.RequestStream, s_echo, s_echo, new Act());
        Assert.True(await chat.ResponseStream.MoveNext(default) && await chat.ResponseStream.MoveNext(default));
        Assert.Equal(invalid, End.Of(await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext(default).WaitAsync(s_patience))));

        // The defaults look for themselves: an import counts, and a command names itself.
        var items = new ItemService.ItemServiceClient(server.Channel());
        using var import = items.ImportItems();
        await SendAsync(import.RequestStream, new Item { Id = "a", Name = "A" }, new Item { Id = "b" }, new Item { Id = "c", Name = "C" });
        await import.RequestStream.CompleteAsync();
        var counts = await import;
        Assert.Equal((3, 1), (counts.Received, counts.Failed));
        using var watch = items.WatchStock();
        await SendAsync(watch.RequestStream, new WatchStockRequest { ItemId = "a", Delta = 2 }, new WatchStockRequest { Delta = 1 });
        Assert.True(await watch.ResponseStream.MoveNext(default));
        refused = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default).WaitAsync(s_patience));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("1", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["index"]);
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task WhatIsTooLarge_IsRefused_AndTheConnectionLivesOn(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => settings["server.maxReceiveMessageSize"] = 100_000);
        var caller = server.Caller();
        using var open = caller.Chat();
        await open.RequestStream.WriteAsync(s_echo);
        Assert.True(await open.ResponseStream.MoveNext(default));

        Assert.Equal(End.Ok, await caller.EndAsync("Ask", new Act { Deed = Deed.Echo, Text = new string('x', 99_000) }));
        foreach (var kind in PlainCaller.Kinds)
        {
            Assert.Equal((kind, StatusCode.ResourceExhausted), (kind, (await caller.EndAsync(kind, new Act { Deed = Deed.Echo, Text = new string('x', 101_000) })).Code));
        }

        // Metadata: 16 KiB by default.
        Assert.Equal(End.Ok, await caller.EndAsync("Ask", s_echo, new() { { "x", new string('x', 15_000) } }));
        Assert.Equal(StatusCode.ResourceExhausted, (await caller.EndAsync("Ask", s_echo, new() { { "x", new string('x', 17_000) } })).Code);

        await open.RequestStream.WriteAsync(s_echo);
        Assert.True(await open.ResponseStream.MoveNext(default).WaitAsync(s_patience));
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task Gzip_IsRead_AndABombIsRefused(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language, settings => settings["server.maxReceiveMessageSize"] = 1_000_000);
        var caller = server.Caller(options: new GrpcChannelOptions { CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Optimal)], MaxSendMessageSize = null });
        var gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        foreach (var kind in PlainCaller.Kinds)
        {
            var text = new string('x', 900_000);
            Assert.Equal((kind, text.Length), (kind, (await caller.CallAsync(kind, new Act { Deed = Deed.Echo, Text = text }, gzip)).Text.Length));
            Assert.Equal((kind, StatusCode.ResourceExhausted), (kind, (await caller.EndAsync(kind, new Act { Deed = Deed.Echo, Text = new string('x', 50_000_000) }, gzip)).Code));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Languages))]
    public async Task ThousandStreams_OfOneConnection_RunAtOnce(string language)
    {
        await using var server = await PeerServer.StartAsync(programs, language);
        var caller = server.Caller();

        // The server's settings are there before the crowd comes.
        await caller.CallAsync("Ask", s_echo);
        var chats = Enumerable.Range(0, 1000).Select(_ => caller.Chat()).ToArray();
        var answers = await Task.WhenAll(chats.Select(async (chat, number) =>
        {
            await chat.RequestStream.WriteAsync(new Act { Deed = Deed.Echo, Text = $"{number}" });
            Assert.True(await chat.ResponseStream.MoveNext(default).WaitAsync(s_patience * 2));
            return chat.ResponseStream.Current.Text;
        }));
        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"{number}"), answers);
        await Task.WhenAll(chats.Select(chat => chat.RequestStream.CompleteAsync()));
        await Task.WhenAll(chats.Select(async chat => Assert.False(await chat.ResponseStream.MoveNext(default))));
        await Eventually.HoldsAsync(() => server.Calls.Count == 1001);
        Assert.Single(server.Calls.Select(call => (string?)call["peer"]).Distinct());
    }

    private static async Task SendAsync<T>(IClientStreamWriter<T> requests, params T[] messages)
        where T : IMessage
    {
        foreach (var message in messages)
        {
            await requests.WriteAsync(message);
        }
    }
}
