using Ecommerce.V1;
using EcommerceClient.Generated;
using EcommerceClient.Generated.Services.Ecommerce.V1;
using Grpc.Core;

// Calls every method of the Ecommerce sample: where it runs, and with which certificates, is in config/service.json.
using var channel = ServiceChannel.Open(ServiceConfig.Load(args).Client);
IProductServiceClient products = new ProductServiceClient(channel);

var summary = await products.ImportProductsAsync(Stream(
    new Product { Id = "cup", Name = "Cup", Price = 8.5, Inventory = 12, Categories = { "kitchen" }, Status = Product.Types.Status.Active },
    new Product { Id = "pan", Name = "Pan", Price = 39, Inventory = 3, Categories = { "kitchen" }, Status = Product.Types.Status.Active },
    new Product { Id = "lamp", Name = "Lamp", Price = 25, Inventory = 7, Categories = { "light" }, Status = Product.Types.Status.Active },
    new Product { Name = "No id" }));
Console.WriteLine($"ImportProducts    {summary.Successful} of {summary.TotalReceived} stored; {summary.Errors[0].Index}: {summary.Errors[0].Error}");

var cup = await products.GetProductAsync(new GetProductRequest { ProductId = "cup", Fields = { "name", "price" } });
Console.WriteLine($"GetProduct        {cup.Name} for {cup.Price}, id {(cup.Id.Length == 0 ? "not asked for" : cup.Id)}");

await foreach (var product in products.ListProductsAsync(new ListProductsRequest
{
    Category = "kitchen",
    Filter = new ListProductsRequest.Types.Filter { MaxPrice = 30 },
}))
{
    Console.WriteLine($"ListProducts      {product.Id}: {product.Name}, {product.Inventory} in stock");
}

var batch = await products.BatchGetProductsAsync(new BatchGetProductsRequest { ProductIds = { "lamp", "sofa", "cup" } });
Console.WriteLine($"BatchGetProducts  {string.Join(", ", batch.Products.Select(product => product.Name))}; not found: {string.Join(", ", batch.NotFound)}");

await foreach (var change in products.WatchInventoryAsync(Stream(
    new InventoryUpdate { ProductId = "cup", QuantityChange = -2 },
    new InventoryUpdate { ProductId = "lamp", QuantityChange = 5 })))
{
    Console.WriteLine($"WatchInventory    {change.ProductId}: {change.OldQuantity} -> {change.NewQuantity}");
}

try
{
    await products.GetProductAsync(new GetProductRequest { ProductId = "sofa" });
}
catch (RpcException exception)
{
    Console.WriteLine($"GetProduct        {exception.StatusCode}: {exception.Status.Detail}");
}

static async IAsyncEnumerable<T> Stream<T>(params T[] messages)
{
    foreach (var message in messages)
    {
        yield return message;
        await Task.Yield();
    }
}
