using System.Text.Json.Nodes;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>The samples, copied out of the repository and built from the package as a stranger would.</summary>
[Collection(PackedSdk.Runs)]
public sealed class SampleTests
{
    private const string Service = "ecommerce.v1.ProductService/";

    [Fact]
    public async Task Ecommerce_BuiltFromThePackage_AnswersEveryMethodToBothClients()
    {
        using var project = Samples.Copy("Ecommerce");
        Assert.Equal("""<Project Sdk="Grpc.Service.Sdk/1.0.0" />""", project.Read("Ecommerce.csproj").Trim());
        var build = (await project.BuildAsync()).Succeeded();
        Assert.Empty(build.Diagnostics);
        Assert.Contains("[`proto/ecommerce/v1/product_service.proto:10`](../../proto/ecommerce/v1/product_service.proto#L10)", project.Read("generated/docs/api.md"), StringComparison.Ordinal);

        await using var service = await RunningService.StartAsync(project);
        Assert.True(service.IsSecure, string.Join('\n', service.Lines));

        await GeneratedClientAsync(project, service);
        await ForeignClientAsync(new BufCurl(project, service));
        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public async Task EcommerceTests_RunTheServiceInMemory()
    {
        using var project = Samples.Copy("EcommerceTests", "Ecommerce");

        var result = (await project.RunAsync("test")).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Matches(@"Passed!\s+- Failed:\s+0, Passed:\s+5", result.Output);
    }

    [Fact]
    public async Task OwnHandler_AndStore_TakeTheDefaultsPlace()
    {
        using var project = Samples.Copy("Ecommerce");
        project.Write("Products.cs", """
            using System.Threading.Tasks;
            using Ecommerce.V1;
            using Grpc.Core;
            using Ecommerce.Generated.Services.Ecommerce.V1;

            namespace Ecommerce.Generated
            {
                sealed class Products(IStore store) : ProductServiceDefaults(store)
                {
                    public override Task<Product> GetProduct(GetProductRequest request, ServerCallContext context) =>
                        Task.FromResult(new Product { Id = request.ProductId, Name = "own" });
                }

                static partial class ServiceHost
                {
                    static partial void Configure(ServiceOptions options) => options.Use<Products>();
                }
            }
            """);
        (await project.BuildAsync()).Succeeded();

        await using var service = await RunningService.StartAsync(project);
        var client = new BufCurl(project, service);

        Assert.Equal("own", (string?)(await client.CallAsync(Service + "GetProduct", """{"product_id": "x"}""")).Answers[0]["name"]);
        Assert.Equal(1, (int?)(await client.CallAsync(Service + "ImportProducts", """{"id": "a"}""")).Answers[0]["successful"]);
    }

    [Theory]
    [InlineData("GRPC_SERVICE__SERVER__ADRESS", "127.0.0.1:1")]
    [InlineData("GRPC_SERVICE__SERVER__MAX_CONCURRENT_STREAMS", "many")]
    public async Task Start_WithAWrongSetting_EndsWithItsNameAndCode78(string name, string value)
    {
        var project = await s_built.Value;
        var (folder, dll) = (project.Folder, project.At("bin/Debug/net10.0/Shop.dll"));

        var result = await CliWrap.Buffered.BufferedCommandExtensions.ExecuteBufferedAsync(
            Shell.Command("dotnet", folder, dll).WithEnvironmentVariables(new Dictionary<string, string?> { [name] = value }));

        Assert.Equal(78, result.ExitCode);
        Assert.Contains(name, result.StandardError, StringComparison.Ordinal);
    }

    private static readonly Lazy<Task<TestProject>> s_built = new(async () =>
    {
        var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        return project;
    });

    private static async Task GeneratedClientAsync(TestProject server, RunningService service)
    {
        using var project = Samples.Copy("EcommerceClient", "Ecommerce");
        (await project.BuildAsync()).Succeeded();
        var result = await CliWrap.Buffered.BufferedCommandExtensions.ExecuteBufferedAsync(
            Shell.Command("dotnet", project.Folder, project.At("bin/Debug/net10.0/EcommerceClient.dll"))
                .WithEnvironmentVariables(new Dictionary<string, string?>
                {
                    ["GRPC_SERVICE_FILE"] = server.At("config/service.json"), ["GRPC_SERVICE__CLIENT__TARGET"] = "dns:///" + service.Address,
                }));

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
        Assert.Equal(
            [
                "ImportProducts    3 of 4 stored; 3: id: must be between 1 and 512",
                "GetProduct        Cup for 8.5, id not asked for",
                "ListProducts      cup: Cup, 12 in stock",
                "BatchGetProducts  Lamp, Cup; not found: sofa",
                "WatchInventory    cup: 12 -> 10",
                "WatchInventory    lamp: 7 -> 12",
                "GetProduct        NotFound: ecommerce.v1.Product \"sofa\" does not exist",
            ],
            result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static async Task ForeignClientAsync(BufCurl client)
    {
        var import = await client.CallAsync(Service + "ImportProducts", """{"id": "pot", "price": 20, "inventory": 1, "categories": ["kitchen"]}""", """{"id": "bed", "price": 200}""");
        Assert.Equal((2, 2), ((int?)import.Answers[0]["totalReceived"], (int?)import.Answers[0]["successful"]));

        var get = await client.CallAsync(Service + "GetProduct", """{"product_id": "pot", "fields": ["price"]}""");
        Assert.Equal("""{"price":20}""", get.Answers[0].ToJsonString());

        var list = await client.CallAsync(Service + "ListProducts", """{"filter": {"min_price": 20, "max_price": 39}}""");
        Assert.Equal(["lamp", "pan", "pot"], list.Answers.Select(answer => (string?)answer["id"]));
        var page = await client.CallAsync(Service + "ListProducts", """{"page_size": 2, "category": "kitchen"}""");
        Assert.Equal(["cup", "pan"], page.Answers.Select(answer => (string?)answer["id"]));

        var watch = await client.CallAsync(Service + "WatchInventory", """{"product_id": "pot", "quantity_change": 4}""");
        Assert.Equal((1, 5), ((int?)watch.Answers[0]["oldQuantity"], (int?)watch.Answers[0]["newQuantity"]));

        var batch = await client.CallAsync(Service + "BatchGetProducts", """{"product_ids": ["bed", "no", "pot"], "fields": ["id"]}""");
        Assert.Equal("""{"products":[{"id":"bed"},{"id":"pot"}],"notFound":["no"]}""", batch.Answers[0].ToJsonString());

        await RefusesAsync(client, "GetProduct", """{"product_id": "no"}""", "not_found", "ecommerce.v1.Product \"no\" does not exist");
        await RefusesAsync(client, "GetProduct", "{}", "invalid_argument", "the request is not valid: product_id: must be between 1 and 512");
        await RefusesAsync(client, "ListProducts", """{"filter": {"tags": ["x"]}}""", "invalid_argument", "the request is not valid: filter.tags: is not supported");
        await RefusesAsync(client, "ListProducts", """{"page_size": -1}""", "invalid_argument", "the request is not valid: page_size: must be between 0 and 2147483647");
        await RefusesAsync(client, "WatchInventory", """{"product_id": "no", "quantity_change": 1}""", "not_found", "ecommerce.v1.Product \"no\" does not exist");
    }

    private static async Task RefusesAsync(BufCurl client, string method, string request, string code, string message)
    {
        var (_, error) = await client.CallAsync(Service + method, request);

        Assert.Equal((code, message), ((string?)error?["code"], (string?)error?["message"]));
        Assert.Equal("google.rpc.ErrorInfo", (string?)error!["details"]![0]!["type"]);
    }
}
