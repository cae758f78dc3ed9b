using Ecommerce.Generated;
using Ecommerce.Generated.Services.Ecommerce.V1;
using Ecommerce.Generated.Testing;
using Ecommerce.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceTests;

/// <summary>The real service behind its real chain, called by its real client, without a socket.</summary>
public sealed class ProductTests
{
    [Fact]
    public async Task GetProduct_Unknown_IsNotFound()
    {
        await using var service = await InMemoryService.StartAsync();
        var client = new ProductServiceClient(service.Channel);

        var error = await Assert.ThrowsAsync<RpcException>(() => client.GetProductAsync(new GetProductRequest { ProductId = "tea" }));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("ecommerce.v1.Product \"tea\" does not exist", error.Status.Detail);
    }

    [Fact]
    public async Task ImportProducts_ThenListProducts_GivesThemInTheOrderAskedFor()
    {
        await using var service = await InMemoryService.StartAsync();
        var client = new ProductServiceClient(service.Channel);

        var summary = await client.ImportProductsAsync(Products("tea", "milk").ToAsyncEnumerable());
        var listed = await client.ListProductsAsync(new ListProductsRequest { OrderBy = "name desc" }).Select(product => product.Name).ToListAsync();

        Assert.Equal(2, summary.Successful);
        Assert.Equal(["tea", "milk"], listed);
    }

    [Fact]
    public async Task ListProducts_PageByPage_GivesThemAll()
    {
        await using var service = await InMemoryService.StartAsync();
        var client = new ProductServiceClient(service.Channel);
        await client.ImportProductsAsync(Products("tea", "milk", "rice", "salt", "corn").ToAsyncEnumerable());

        var listed = await client.ListProductsAllAsync(new ListProductsRequest { OrderBy = "name", PageSize = 2 }).Select(product => product.Name).ToListAsync();

        Assert.Equal(["corn", "milk", "rice", "salt", "tea"], listed);
    }

    [Fact]
    public async Task Code_ThatTakesTheClient_IsTestedAgainstAFake()
    {
        // The typed client has an interface: whoever calls it can be tested without any service at all.
        var shelf = new Shelf(new OneProduct());

        Assert.Equal("Tea costs 3.5", await shelf.LabelAsync("tea"));
    }

    [Fact]
    public async Task Clock_OfTheTest_IsWhatTheServiceStamps()
    {
        await using var service = await InMemoryService.StartAsync(options => options.Clock = new StoppedClock());
        var client = new ProductServiceClient(service.Channel);
        await client.ImportProductsAsync(Products("tea").ToAsyncEnumerable());

        var product = await client.GetProductAsync(new GetProductRequest { ProductId = "tea" });

        Assert.Equal(StoppedClock.Time, product.CreatedAt.ToDateTimeOffset());
        Assert.NotNull(service.Services.GetRequiredService<IStore>());
    }

    private static IEnumerable<Product> Products(params string[] names) => names.Select(name => new Product { Id = name, Name = name });

    private sealed class Shelf(IProductServiceClient products)
    {
        public async Task<string> LabelAsync(string id)
        {
            var product = await products.GetProductAsync(new GetProductRequest { ProductId = id });
            return FormattableString.Invariant($"{product.Name} costs {product.Price}");
        }
    }

    private sealed class OneProduct : IProductServiceClient
    {
        public Task<Product> GetProductAsync(GetProductRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Product { Id = request.ProductId, Name = "Tea", Price = 3.5 });

        public IAsyncEnumerable<Product> ListProductsAsync(ListProductsRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<ImportSummary> ImportProductsAsync(IAsyncEnumerable<Product> requests, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<InventoryChange> WatchInventoryAsync(
            IAsyncEnumerable<InventoryUpdate> requests, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<BatchGetProductsResponse> BatchGetProductsAsync(BatchGetProductsRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Time;
    }
}
