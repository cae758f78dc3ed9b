using Grpc.Core;
using GrpcServiceTemplate.Testing;
using Microsoft.Extensions.DependencyInjection;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class InMemoryServiceTests
{
    [Fact]
    public async Task Call_RunsBehindTheWholeChain_OverTheStoreOfTheService()
    {
        await using var service = await InMemoryService.StartAsync();
        var client = new Shop.V1.Shop.ShopClient(service.Channel);
        await service.Services.GetRequiredService<IStore>().UpsertAsync(new Item { Id = "a", Name = "A" });

        Assert.Equal(["A"], await NamesAsync(client, new ListItemsRequest()));

        var refused = await Assert.ThrowsAsync<RpcException>(() => NamesAsync(client, new ListItemsRequest { PageSize = -1 }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.NotNull(refused.GetRpcStatus());
    }

    [Fact]
    public async Task Stream_AndManyCallsAtOnce_AreServed()
    {
        await using var service = await InMemoryService.StartAsync();
        var client = new Shop.V1.Shop.ShopClient(service.Channel);
        var store = service.Services.GetRequiredService<IStore>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => store.UpsertAsync(new Item { Id = $"item-{number:D3}", Name = new string('x', 5000) })));

        var lists = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => NamesAsync(client, new ListItemsRequest())));

        Assert.All(lists, names => Assert.Equal(200, names.Count));
    }

    [Fact]
    public async Task Options_OfTheTest_ComeAfterTheProjects()
    {
        var store = new MemoryStore(new MemoryStoreLimits(1, 1 << 20, 10), TimeProvider.System);
        await using var service = await InMemoryService.StartAsync(options => options.Store = store);

        Assert.Same(store, service.Services.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task Services_SideBySide_ShareNothing()
    {
        await using var first = await InMemoryService.StartAsync();
        await using var second = await InMemoryService.StartAsync();
        await first.Services.GetRequiredService<IStore>().UpsertAsync(new Item { Id = "a" });

        Assert.Empty(await NamesAsync(new Shop.V1.Shop.ShopClient(second.Channel), new ListItemsRequest()));
    }

    [Fact]
    public async Task Dispose_WithAStreamOpen_EndsIt()
    {
        var service = await InMemoryService.StartAsync();
        var client = new Shop.V1.Shop.ShopClient(service.Channel);
        using var call = client.WatchStock();
        await call.ResponseHeadersAsync;
        var next = call.ResponseStream.MoveNext(CancellationToken.None);

        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Shop.V1.Shop.ShopClient client, ListItemsRequest request)
    {
        using var call = client.ListItems(request);
        return await call.ResponseStream.ReadAllAsync().Select(item => item.Name).ToListAsync();
    }
}
