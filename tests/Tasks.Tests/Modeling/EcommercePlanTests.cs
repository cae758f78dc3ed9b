using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling;

/// <summary>The service that the semantics spell out, from the sample's own contract.</summary>
public sealed class EcommercePlanTests
{
    private static readonly Contract Contract = Build();

    [Fact]
    public void Lines_Ecommerce_AsTheSemanticsSay()
    {
        Assert.Equal(
            [
                "ecommerce.v1.ProductService/GetProduct: R1 get Product by id; mask fields",
                "ecommerce.v1.ProductService/ListProducts: R2 list Product as a stream in pages; order order_by; "
                    + "where category in categories, filter.min_price <= price, filter.max_price >= price; not supported filter.tags",
                "ecommerce.v1.ProductService/ImportProducts: R7 import Product; answer total_received, successful, failed, errors",
                "ecommerce.v1.ProductService/WatchInventory: R9 change and watch inventory of Product by quantity_change; unused warehouse_id",
                "ecommerce.v1.ProductService/BatchGetProducts: R6 get many Product by id; missing in not_found; mask fields",
            ],
            ContractSummary.Lines(Contract));
        Assert.Equal("5 methods: R1 1, R2 1, R6 1, R7 1, R9 1", ContractSummary.Counts(Contract));
    }

    [Fact]
    public void Resources_Ecommerce_ProductOnceSharedByAllPlans()
    {
        var resource = Assert.Single(Contract.Resources);

        Assert.Equal(("ecommerce.v1.Product", "id"), (resource.ToString(), resource.Key.Name));
        Assert.Equal(("created_at", "updated_at"), (resource.CreateTime!.Name, resource.UpdateTime!.Name));
        Assert.All(
            Contract.Services.Single().Methods,
            method => Assert.Same(resource, Assert.IsType<ResourcePlan>(method.Plan, exactMatch: false).Resource));
    }

    [Fact]
    public void GetAndBatchGet_Ecommerce_KeysMasksAndMissing()
    {
        var get = Plan<GetPlan>("GetProduct");
        Assert.Equal(("product_id", "fields", null), (get.Key.Name, get.Mask!.Name, get.Wrapper));
        Assert.Empty(get.Unsupported);

        var batch = Plan<BatchGetPlan>("BatchGetProducts");
        Assert.Equal(("product_ids", null), (batch.Keys.Name, batch.InnerKey));
        Assert.Equal(("products", "not_found", "fields"), (batch.Items.Name, batch.NotFound!.Name, batch.Mask!.Name));
        Assert.Empty(batch.Unsupported);
    }

    [Fact]
    public void ListProducts_Ecommerce_StreamPagedByTrailer()
    {
        var list = Plan<ListPlan>("ListProducts");

        Assert.Equal((null, null, null), (list.Items, list.NextPageToken, list.TotalSize));
        Assert.Equal(("page_size", "page_token", "order_by"), (list.PageSize!.Name, list.PageToken!.Name, list.OrderBy!.Name));
        Assert.Null(list.Mask);
        Assert.Equal(["category Has categories", "filter.min_price Ge price", "filter.max_price Le price"],
            list.Filters.Select(filter => $"{filter.Path} {filter.Operator} {filter.Target.Name}"));
        Assert.Equal(["filter.tags"], list.Unsupported.Select(path => path.Name));
    }

    [Fact]
    public void ImportProducts_Ecommerce_CountersAndErrors()
    {
        var import = Plan<ImportPlan>("ImportProducts");

        Assert.Equal(("total_received", "successful", "failed"), (import.Received!.Name, import.Stored!.Name, import.Failed!.Name));
        var errors = import.Errors!;
        Assert.Equal(("errors", "index", "product_id", "error"), (errors.List.Name, errors.Index!.Name, errors.Key!.Name, errors.Text.Name));
        Assert.Null(import.Wrapper);
        Assert.Empty(import.Unused);
    }

    [Fact]
    public void WatchInventory_Ecommerce_DeltaAndWholeChange()
    {
        var watch = Plan<WatchCommandPlan>("WatchInventory");

        Assert.Equal(("inventory", "product_id"), (watch.Target.Name, watch.Key.Name));
        Assert.Equal(("quantity_change", null), (watch.Delta!.Name, watch.Value));
        Assert.Equal(["warehouse_id"], watch.Unused.Select(field => field.Name));
        var change = watch.Change;
        Assert.Equal(("product_id", "old_quantity", "new_quantity"), (change.Key!.Name, change.Old!.Name, change.New.Name));
        Assert.Equal(("timestamp", "triggered_by"), (change.Time!.Name, change.Actor!.Name));
    }

    private static T Plan<T>(string method) => Assert.IsType<T>(Contract.Services.Single().Methods.Single(each => each.Name == method).Plan);

    private static Contract Build()
    {
        const string Path = "ecommerce/v1/product_service.proto";
        var text = File.ReadAllText(System.IO.Path.Combine(Checkout.Root, "samples/Ecommerce/proto", Path));
        return ContractBuilder.Build(ProtoCompiler.Compile((Path, text)), [Path]);
    }
}
