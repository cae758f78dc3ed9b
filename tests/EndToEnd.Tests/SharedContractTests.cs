using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Contracts of others: of a project that is referenced, and of a package.</summary>
[Collection(PackedSdk.Builds)]
public sealed class SharedContractTests
{
    private const string Money = "message Money {\n  int64 units = 1;\n}";

    private const string Orders = """
        syntax = "proto3";

        package orders.v1;

        import "money/v1/money.proto";

        // Takes orders.
        service OrderService {
          // Looks an order up.
          rpc GetOrder(GetOrderRequest) returns (Order);
        }

        message Order {
          string id = 1;
          money.v1.Money price = 2;
        }

        message GetOrderRequest {
          string order_id = 1;
        }

        """;

    [Fact]
    public async Task ProjectReference_ItsContractsCanBeImportedAndAreNotGeneratedAgain()
    {
        using var project = new TestProject("Orders", "<ItemGroup><ProjectReference Include=\"../Money/Money.csproj\" /></ItemGroup>");
        project.Write("../Money/Money.csproj", "<Project Sdk=\"Grpc.Service.Sdk/1.0.0\"><PropertyGroup><GrpcRole>Contracts</GrpcRole><TargetFrameworks>net9.0;net10.0</TargetFrameworks></PropertyGroup></Project>");
        project.Write("../Money/proto/money/v1/money.proto", Contracts.Message("money.v1", Money + "\n\nmessage bad_name {}"));
        project.Write("proto/orders/v1/orders.proto", Orders);
        project.Write("../all.slnx", """<Solution><Project Path="Orders/Orders.csproj" /><Project Path="Money/Money.csproj" /></Solution>""");
        var solution = Path.GetFullPath(project.At("../all.slnx"));

        var result = (await project.BuildAsync(solution, "-m")).Succeeded();

        // The reference's own lint finding, told by the reference's own build alone.
        Assert.Equal("proto/money/v1/money.proto", Assert.Single(result.Diagnostics.Distinct()).File);
        Assert.False(Directory.Exists(project.At("generated/csharp/Proto/Money")));
        Assert.Empty((await project.BuildAsync(solution, "-m", "-graph", "--no-restore")).Succeeded().Commands);

        // What is imported is part of what is up to date.
        project.Write("../Money/proto/money/v1/money.proto", Contracts.Message("money.v1", Money.Replace("units", "amount", StringComparison.Ordinal)));
        Assert.Contains((await project.BuildAsync("--no-restore")).Succeeded().Commands, command => command.Contains("protoc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Contracts")]
    [InlineData("Client")]
    public async Task PackageReference_BringsItsContractsAlong(string role)
    {
        using var project = new TestProject("Orders", "<ItemGroup><PackageReference Include=\"Acme.Money\" Version=\"$(MoneyVersion)\" /></ItemGroup><PropertyGroup><MoneyVersion>1.0.0-" + role + "</MoneyVersion></PropertyGroup>");
        project.Write("../Acme.Money/Acme.Money.csproj", $"<Project Sdk=\"Grpc.Service.Sdk/1.0.0\"><PropertyGroup><GrpcRole>{role}</GrpcRole><Version>1.0.0-{role}</Version></PropertyGroup></Project>");
        project.Write("../Acme.Money/proto/money/v1/money.proto", Contracts.Message("money.v1", Money + "\n\nservice MoneyService {\n  // Counts.\n  rpc Count(Money) returns (Money);\n}"));
        project.Write("proto/orders/v1/orders.proto", Orders);
        project.Write("../nuget.config", project.Read("../nuget.config").Replace("</packageSources>", $"<add key=\"mine\" value=\"{Path.GetFullPath(project.At("../feed"))}\" /></packageSources>", StringComparison.Ordinal));
        if (role == "Client")
        {
            project.Write("Use.cs", "class Use { static async System.Threading.Tasks.Task<long> CountAsync(Acme.Money.Generated.Services.Money.V1.IMoneyServiceClient client) => (await client.CountAsync(new Money.V1.Money())).Units; }");
        }

        Directory.CreateDirectory(project.At("../feed"));
        var packed = (await project.RunAsync("pack", project.At("../Acme.Money/Acme.Money.csproj"), "-o", project.At("../feed"))).Succeeded();
        Assert.DoesNotContain(packed.Diagnostics, found => found.Code.StartsWith("NU", StringComparison.Ordinal));
        var result = (await project.BuildAsync()).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.False(Directory.Exists(project.At("generated/csharp/Proto/Money")));
        var generated = project.Tree("../Acme.Money/generated/csharp").Keys.Select(path => path["../Acme.Money/generated/csharp/".Length..].Split('/')[0]).Distinct();
        Assert.Equal(role == "Client" ? ["Client", "Config", "Proto", "Server", "Services"] : ["Proto"], generated);
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
        Directory.Delete(Path.Combine(Repository.NuGetFolder, "acme.money"), recursive: true);
    }
}
