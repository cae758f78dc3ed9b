using System.Diagnostics;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class ConnectionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Age_MovesCallersToANewConnection_WithoutALostCall()
    {
        await using var server = await ShopServer.StartAsync(config => (config.Server.MaxConnectionAge, config.Limits.Rate.PerSecond) = (TimeSpan.FromMilliseconds(200), 0));
        var answers = 0;
        using var enough = new CancellationTokenSource();
        var callers = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await server.ListAsync(new());
                    Interlocked.Increment(ref answers);
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable || exception.NeverBegan())
                {
                    // A call can cross the close on its way. No handler has seen it then.
                }
            }
        })));
        await Eventually.HoldsAsync(() => Connections() >= 5);
        await enough.CancelAsync();
        await callers;
        await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count >= answers);
        Assert.Equal(answers, AccessLogTests.Calls(server).Count(line => AccessLogTests.Text(line, "code") == "OK"));
        Assert.InRange(Connections(), 5, 100);

        int Connections() => AccessLogTests.Calls(server).Select(line => AccessLogTests.Text(line, "peer")).Distinct().Count();
    }

    [Fact]
    public async Task Age_FailsNoCallOfTheGeneratedClient()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConnectionAge = TimeSpan.FromMilliseconds(200));
        await server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        using var channel = ServiceChannel.Open(new ClientSection { Addresses = [server.Address.Authority], Tls = { Mode = TlsMode.Off } });
        var notes = new Notes.V1.Notes.NotesClient(channel);
        var end = DateTime.UtcNow.AddSeconds(2);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (DateTime.UtcNow < end)
            {
                await notes.GetNoteAsync(new() { Id = "a" });
            }
        }));
    }

    [Fact]
    public async Task Age_IsAGoAway_AndEndsWatches_ButLetsOtherCallsEnd()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConnectionAge = TimeSpan.FromMilliseconds(300));
        using var import = server.Client.ImportItems();
        await import.RequestStream.WriteAsync(new Item { Id = "a" });
        using var feed = server.Client.WatchStock();
        using var notes = server.Notes.WatchNote(new());
        foreach (var next in new[] { feed.ResponseStream.MoveNext(CancellationToken.None), notes.ResponseStream.MoveNext(CancellationToken.None) })
        {
            var ended = await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(s_patience));
            Assert.Equal((StatusCode.Unavailable, "DRAINING"), (ended.StatusCode, ended.Reason()));
        }

        await server.ListAsync(new());
        await import.RequestStream.WriteAsync(new Item { Id = "b" });
        await import.RequestStream.CompleteAsync();
        Assert.Equal(2, (await import.ResponseAsync.WaitAsync(s_patience)).Received);
        await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count == 4);
        var peers = AccessLogTests.Calls(server).ToDictionary(line => AccessLogTests.Text(line, "method"), line => AccessLogTests.Text(line, "peer"));
        Assert.NotEqual(peers["shop.v1.Shop/WatchStock"], peers["shop.v1.Shop/ListItems"]);

        using var raw = await RawHttp2.ConnectAsync(server.Address);
        var goAway = await raw.ReadAsync(frame => frame.Type == Frame.GoAway);
        Assert.Equal(0, goAway!.Error);
    }

    [Fact]
    public async Task Age_TellsItsWatchers_EveryTime()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConnectionAge = TimeSpan.FromMilliseconds(100));
        var watches = Enumerable.Range(0, 10).Select(async _ =>
        {
            using var channel = GrpcChannel.ForAddress(server.Address);
            var notes = new Notes.V1.Notes.NotesClient(channel);
            for (var i = 0; i < 5; i++)
            {
                using var call = notes.WatchNote(new());
                var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
                Assert.True(ended.Reason() == "DRAINING" || ended.NeverBegan(), ended.ToString());
            }
        });
        await Task.WhenAll(watches);
    }

    [Fact]
    public async Task AgeGrace_CutsWhatStillRuns()
    {
        await using var server = await ShopServer.StartAsync(config =>
            (config.Server.MaxConnectionAge, config.Server.MaxConnectionAgeGrace) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300)));
        var time = Stopwatch.StartNew();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = "wait" }).ResponseAsync.WaitAsync(s_patience));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(350), TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => server.Calls == 0);
    }

    [Fact]
    public async Task Idle_ClosesAQuietConnection_ButNoneWithACall()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConnectionIdle = TimeSpan.FromMilliseconds(500));
        using var feed = server.Client.WatchStock();
        await feed.ResponseHeadersAsync.WaitAsync(s_patience);
        using var quiet = await RawHttp2.ConnectAsync(server.Address);
        Assert.NotNull(await quiet.ReadAsync(frame => frame.Type == Frame.GoAway));
        Assert.Null(await quiet.ReadAsync());
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        Assert.True(await feed.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Keepalive_AsksASilentConnection_AndClosesOneThatIsDead()
    {
        await using var server = await ShopServer.StartAsync(config =>
            (config.Server.KeepaliveTime, config.Server.KeepaliveTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        using var dead = await RawHttp2.ConnectAsync(server.Address);
        await dead.SendAsync(RawHttp2.EncodeCall(1, "/shop.v1.Shop/WatchStock"));
        Assert.NotNull(await dead.ReadAsync(frame => frame is { Type: Frame.Ping, Flags: 0 }));
        Assert.NotNull(await dead.ReadAsync(frame => frame.Type == Frame.GoAway));
        await Eventually.HoldsAsync(() => server.Calls == 0);
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefused()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConcurrentStreams = 2);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        foreach (var id in new[] { 1, 3, 5 })
        {
            await raw.SendAsync(RawHttp2.EncodeCall(id, "/shop.v1.Shop/WatchStock"));
        }

        const int Refused = 7;
        var reset = await raw.ReadAsync(frame => frame.Type == Frame.Reset);
        Assert.Equal((5, Refused), (reset!.Stream, reset.Error));
    }

    [Fact]
    public async Task ManyStreams_AtOnce_AreServed()
    {
        await using var server = await ShopServer.StartAsync();
        var feeds = Enumerable.Range(0, 1000).Select(_ => server.Client.WatchStock()).ToList();
        await Task.WhenAll(feeds.Select(feed => feed.ResponseHeadersAsync)).WaitAsync(TimeSpan.FromSeconds(30));
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        await Task.WhenAll(feeds.Select(feed => feed.ResponseStream.MoveNext(CancellationToken.None))).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.All(feeds, feed => Assert.Equal(1, feed.ResponseStream.Current.NewValue));
        feeds.ForEach(feed => feed.Dispose());
        await Eventually.HoldsAsync(() => server.Calls == 0);
    }

    [Fact]
    public async Task SlowConsumer_OfAFeed_IsEnded_AndNoOtherCallIsHarmed()
    {
        await using var server = await ShopServer.StartAsync(config => config.Limits.WatchQueue = 10);
        using var slow = server.Notes.WatchNotes(new());
        await slow.ResponseHeadersAsync.WaitAsync(s_patience);
        var large = new string('x', 100_000);
        for (var i = 0; i < 60; i++)
        {
            await server.Notes.CreateNoteAsync(new() { NoteId = $"{i}", Note = new() { Title = large } }).ResponseAsync.WaitAsync(s_patience);
        }

        var ended = await Assert.ThrowsAsync<RpcException>(() => slow.ResponseStream.ReadAllAsync().ToListAsync().AsTask().WaitAsync(s_patience));
        Assert.Equal((StatusCode.ResourceExhausted, "WATCH_LAGGED"), (ended.StatusCode, ended.Reason()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_ThatIsTooLarge_IsRefused(bool isStream)
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxReceiveMessageSize = 1000);
        var item = new Item { Id = "a", Name = new string('x', 1001) };
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => SendAsync(server.Client, item, isStream))).StatusCode);
        await server.ListAsync(new());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gzip_IsRead_AndABombIsRefused_BeforeItIsUnpacked(bool isStream)
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxReceiveMessageSize = 1_000_000);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Optimal)],
            MaxSendMessageSize = null,
        });
        var client = new Shop.V1.Shop.ShopClient(channel);
        var read = await Assert.ThrowsAsync<RpcException>(() => SendAsync(client, new Item { Id = "\n", Name = "full" + new string('x', 900_000) }, isStream: false));
        Assert.Equal(StatusCode.Internal, read.StatusCode);
        var bomb = new Item { Id = "a", Name = new string('x', 50_000_000) };
        var refused = await Assert.ThrowsAsync<RpcException>(() => SendAsync(client, bomb, isStream));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("the message is too large", refused.Status.Detail);
    }

    [Theory]
    [InlineData(17_000, 1)]
    [InlineData(40_000, 1)]
    [InlineData(400, 100)]
    public async Task Metadata_ThatIsTooLarge_IsRefused_AndTheConnectionLivesOn(int size, int count)
    {
        await using var server = await ShopServer.StartAsync();
        using var feed = server.Client.WatchStock();
        await feed.ResponseHeadersAsync.WaitAsync(s_patience);
        Metadata metadata = [];
        for (var i = 0; i < count; i++)
        {
            metadata.Add($"x-{i}", new string('x', size));
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "a" }, metadata).ResponseAsync);
        Assert.Equal((StatusCode.ResourceExhausted, "the metadata is too large"), (refused.StatusCode, refused.Status.Detail));
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        Assert.True(await feed.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Metadata_BelowTheLimit_Passes()
    {
        await using var server = await ShopServer.StartAsync();
        var metadata = new Metadata { { "x", new string('x', 15_000) } };
        var exception = await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "a" }, metadata).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
    }

    [Fact]
    public async Task PingFlood_WhoseAnswersNoOneReads_HarmsNoOneElse_AndIsHeldBack()
    {
        await using var server = await ShopServer.StartAsync();
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        var pings = Enumerable.Repeat(RawHttp2.Encode(Frame.Ping, 0, 0, new byte[8]), 10_000).SelectMany(ping => ping).ToArray();
        var isHeldBack = false;
        for (var i = 0; i < 500 && !isHeldBack; i++)
        {
            var sent = raw.SendAsync(pings);
            await server.ListAsync(new()).WaitAsync(s_patience);
            isHeldBack = await Task.WhenAny(sent, Task.Delay(TimeSpan.FromSeconds(1))) != sent;
        }

        Assert.True(isHeldBack);
    }

    [Fact]
    public async Task RapidReset_EndsItsConnection_LeavesNothingBehind_AndHarmsNoOneElse()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.MaxConcurrentStreams = 10);
        using var raw = await RawHttp2.ConnectAsync(server.Address);
        var isClosed = false;
        for (var i = 0; i < 100 && !isClosed; i++)
        {
            var burst = Enumerable.Range(i * 1000, 1000).Select(index => (2 * index) + 1)
                .SelectMany(id => (byte[])[.. RawHttp2.EncodeCall(id, "/shop.v1.Shop/WatchStock"), .. RawHttp2.Encode(Frame.Reset, 0, id, [0, 0, 0, 8])]).ToArray();
            try
            {
                await raw.SendAsync(burst).WaitAsync(s_patience);
            }
            catch (IOException)
            {
                isClosed = true;
            }

            await server.ListAsync(new()).WaitAsync(s_patience);
        }

        Assert.True(isClosed);
        await Eventually.HoldsAsync(() => server.Calls == 0);
    }

    private static async Task SendAsync(Shop.V1.Shop.ShopClient client, Item item, bool isStream)
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        if (!isStream)
        {
            await client.FailAsync(item, headers).ResponseAsync.WaitAsync(s_patience);
            return;
        }

        using var call = client.ImportItems(headers);
        await call.RequestStream.WriteAsync(item);
        await call.ResponseAsync.WaitAsync(s_patience);
    }
}
