using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Google's common protos, which a contract imports and nobody has to copy.</summary>
[Collection(PackedSdk.Builds)]
public sealed class PackagedImportTests
{
    private const string Path = "proto/shop/v1/shop.proto";

    private const string Orders = """
        syntax = "proto3";

        package shop.v1;

        import "google/api/annotations.proto";
        import "google/api/field_behavior.proto";
        import "google/longrunning/operations.proto";
        import "google/rpc/status.proto";
        import "google/type/money.proto";

        // Takes orders.
        service OrderService {
          // Looks an order up.
          rpc GetOrder(GetOrderRequest) returns (Order) {
            option (google.api.http) = {get: "/v1/orders/{order_id}"};
          }

          // Sends everything off.
          rpc ShipOrders(ShipOrdersRequest) returns (google.longrunning.Operation);
        }

        message Order {
          string id = 1 [(google.api.field_behavior) = IMMUTABLE];
          google.type.Money price = 2;
          google.rpc.Status problem = 3;
        }

        message GetOrderRequest {
          string order_id = 1 [(google.api.field_behavior) = REQUIRED];
        }

        message ShipOrdersRequest {}

        """;

    [Fact]
    public async Task Build_ImportsOfGoogle_ComeFromPackages()
    {
        using var project = TestProject.WithProtos(("shop/v1/shop.proto", Orders));

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);

        // The package of google/api, rpc and type has the classes of those; google/longrunning's are nowhere.
        Assert.Equal(
            ["generated/csharp/Proto/Google/LongRunning/Operations.cs", "generated/csharp/Proto/Google/LongRunning/OperationsGrpc.cs"],
            project.Tree("generated/csharp/Proto/Google").Keys);
        var second = (await project.BuildAsync("--no-restore")).Succeeded();
        Assert.Empty(second.Commands);
        Assert.Empty(second.Diagnostics);
    }

    [Fact]
    public async Task Build_OwnCopyOfOneOfThem_WinsOverThePackage()
    {
        const string Money = "syntax = \"proto3\";\n\npackage google.type;\n\noption csharp_namespace = \"Google.Type\";\n\nmessage Money {\n  string currency_code = 1;\n  int64 units = 2;\n  int32 nanos = 3;\n  string own = 4;\n}\n";
        using var project = TestProject.WithProtos(("shop/v1/shop.proto", Orders), ("google/type/money.proto", Money));

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
        Assert.False(project.Exists("obj/grpc/imports/google/type/money.proto"));

        // Only the own copy can be broken.
        project.Write("proto/google/type/money.proto", Money.Replace("string own", "string 4wn", StringComparison.Ordinal));
        Assert.Equal("proto/google/type/money.proto", (await project.BuildAsync("--no-restore")).Failed().Diagnostics.First(found => found.Code == "COMPILE").File);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("buf.yaml")]
    [InlineData("proto/buf.yaml")]
    public async Task Build_AgainstABaseline_ComparesOwnContractsByOwnRulesAlone(string? configuration)
    {
        using var project = TestProject.WithProtos(("shop/v1/shop.proto", Orders));
        if (configuration is not null)
        {
            var modules = configuration == "buf.yaml" ? "modules:\n  - path: proto\n" : "";
            project.Write(configuration, $"version: v2\n{modules}lint:\n  use: [MINIMAL, FIELD_LOWER_SNAKE_CASE]\n");
        }

        await project.CommitAsync("first");
        await project.GitAsync("tag", "v1.0.0");
        project.Write(Path, Orders.Replace("import \"google/rpc/status.proto\";\n", "", StringComparison.Ordinal)
            .Replace("  google.rpc.Status problem = 3;\n", "  string Note = 4;\n", StringComparison.Ordinal));

        var result = (await project.BuildAsync()).Succeeded();

        Assert.Equal(
            [("FIELD_LOWER_SNAKE_CASE", Path), ("FIELD_NO_DELETE", Path)],
            result.Diagnostics.Where(found => found.Severity == "warning").Select(found => (found.Code, found.File)).Distinct().Order());
    }
}
