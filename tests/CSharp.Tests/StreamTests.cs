using Google.Rpc;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class StreamTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Import_CountsBadItems_AndListsTheFirstHundred()
    {
        await using var server = await ShopServer.StartAsync();
        using var call = server.Client.ImportItems();
        await call.RequestStream.WriteAsync(new Item { Id = "good" });
        await call.RequestStream.WriteAsync(new Item { Id = "bad\n" });
        for (var count = 0; count < 102; count++)
        {
            await call.RequestStream.WriteAsync(new Item());
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(104, (await call.ResponseAsync).Received);
        var errors = call.GetTrailers().GetValue("errors")!.Split('|');
        Assert.Equal(("1: id: is not valid", "2: id: must be between 1 and 512", 100), (errors[0], errors[1], errors.Length));
        Assert.Equal("3", call.GetTrailers().GetValue("errors-omitted"));
    }

    [Fact]
    public async Task Import_OfTooManyMessages_IsRefused_AndKeepsWhatCameBefore()
    {
        await using var server = await ShopServer.StartAsync(config => config.Limits.MaxStreamMessages = 2);
        using var call = server.Client.ImportItems();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new Item { Id = id });
        }

        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.ResourceExhausted, "STREAM_TOO_LONG"), (exception.StatusCode, exception.Reason()));
        Assert.Equal(2, (await server.ListAsync(new())).Items.Count);
    }

    [Fact]
    public async Task Watch_AnswersTheSendersOwnChanges_ThenEndsAfterItsHalfClose()
    {
        await using var server = await ShopServer.StartAsync();
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        Assert.Equal(["a 1 6", "a 6 6", "a 6 4"], await WatchAsync(server, ("a", 5), ("a", 0), ("a", -2)));
    }

    [Fact]
    public async Task Watch_OfABadCommand_AnswersTheChangesBeforeIt_ThenItsPosition()
    {
        await using var server = await ShopServer.StartAsync();
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        using var call = server.Client.WatchStock();
        await call.RequestStream.WriteAsync(new StockCommand { Id = "a", Delta = 5 });
        await call.RequestStream.WriteAsync(new StockCommand { Id = "a", Delta = long.MaxValue });
        Assert.True(await call.ResponseStream.MoveNext(default));
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.OutOfRange, "stock of shop.v1.Item \"a\" would be out of range"), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal("1", exception.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["index"]);
        Assert.Equal(6, (await server.ListAsync(new())).Items.Single().Stock);

        var unknown = await Assert.ThrowsAsync<RpcException>(() => WatchAsync(server, ("nope", 1)));
        Assert.Equal((StatusCode.NotFound, "RESOURCE_NOT_FOUND"), (unknown.StatusCode, unknown.Reason()));
    }

    [Fact]
    public async Task Watch_WithoutCommands_KeepsTheFeed_AlsoOfOtherWrites()
    {
        await using var server = await ShopServer.StartAsync();
        using var call = server.Client.WatchStock();
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        await call.RequestStream.CompleteAsync();
        await server.PutAsync(new Item { Id = "a", Stock = 7 });
        await server.PutAsync(new Item { Id = "a", Stock = 7, Name = "no change of stock" });
        await server.Store.DeleteAsync(Items.Type, "a", StoreExpectation.Any, Helpers.Cause, default);
        Assert.Equal("a 0 7", await NextAsync(call));
        Assert.Equal("a 7 0", await NextAsync(call));
    }

    [Fact]
    public async Task Watch_WhoseCallerLeaves_LeavesNothingBehind()
    {
        await using var server = await ShopServer.StartAsync();
        var call = server.Client.WatchStock();
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        call.Dispose();
        await server.StopAsync().WaitAsync(s_patience);
    }

    [Fact]
    public async Task Watch_EndsWhenTheServerDoes()
    {
        await using var server = await ShopServer.StartAsync();
        using var call = server.Client.WatchStock();
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        var next = call.ResponseStream.MoveNext();
        await server.StopAsync().WaitAsync(s_patience);
        var exception = await Assert.ThrowsAsync<RpcException>(() => next);
        Assert.True(exception.StatusCode == StatusCode.Unavailable && exception.Reason() == "DRAINING", exception.ToString());
    }

    [Fact]
    public async Task EveryWatcher_GetsEveryChangeOnce()
    {
        await using var server = await ShopServer.StartAsync();
        await server.PutAsync(new Item { Id = "a" });
        var watchers = Enumerable.Range(0, 5).Select(_ => server.Client.WatchStock()).ToList();
        await Task.WhenAll(watchers.Select(watcher => watcher.ResponseHeadersAsync));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WatchAsync(server, [.. Enumerable.Repeat(("a", 1L), 25)])));
        foreach (var watcher in watchers)
        {
            for (var stock = 0; stock < 100; stock++)
            {
                Assert.Equal($"a {stock} {stock + 1}", await NextAsync(watcher));
            }

            watcher.Dispose();
        }
    }

    private static async Task<List<string>> WatchAsync(ShopServer server, params (string Id, long Delta)[] commands)
    {
        using var call = server.Client.WatchStock();
        foreach (var (id, delta) in commands)
        {
            await call.RequestStream.WriteAsync(new StockCommand { Id = id, Delta = delta });
        }

        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.ReadAllAsync().Select(Text).ToListAsync();
    }

    private static async Task<string> NextAsync(AsyncDuplexStreamingCall<StockCommand, StockChange> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
        return Text(call.ResponseStream.Current);
    }

    private static string Text(StockChange change) => $"{change.Id} {change.OldValue} {change.NewValue}";
}
