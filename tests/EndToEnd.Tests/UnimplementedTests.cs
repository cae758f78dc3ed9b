using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What a build says of methods that nobody implements.</summary>
[Collection(PackedSdk.Builds)]
public sealed class UnimplementedTests
{
    private const string Own = "-p:OwnMethods=true";

    private const string Items = """
        <ItemGroup Condition="'$(OwnMethods)' == 'true'">
          <GrpcMethod Include="shop.v1.ShopService/GetShelf" Default="None" />
          <GrpcMethod Include="shop.v1.ShopService/PaintThing" Default="None" />
        </ItemGroup>
        """;

    private static readonly string s_proto = Contracts.Shop.Replace(
        "(Thing);\n}",
        "(Thing);\n  rpc PaintThing(GetThingRequest) returns (Thing);\n  rpc GetShelf(GetThingRequest) returns (Thing);\n}",
        StringComparison.Ordinal);

    [Fact]
    public async Task MethodsWithoutADefault_AreWhatThePropertySays()
    {
        using var project = new TestProject(body: Items);
        project.Write("proto/shop/v1/shop.proto", s_proto);

        var failed = (await GenerateAsync(project, "error")).Failed();
        Assert.Equal([("error", 9, 3), ("error", 10, 3)], Places(failed));
        Assert.Equal(
            "'shop.v1.ShopService/PaintThing' has no default and answers UNIMPLEMENTED: its name begins with no verb of a convention. "
            + "Override 'PaintThing' in a class that extends 'ShopServiceDefaults', name it in ServiceHost.Configure, and declare the method as yours with "
            + "<GrpcMethod Include=\"shop.v1.ShopService/PaintThing\" Default=\"None\" />.",
            failed.Diagnostics.First(found => found.Code == "GRPC4030").Text);
        Assert.EndsWith("shop.proto", failed.Diagnostics.First(found => found.Code == "GRPC4030").File, StringComparison.Ordinal);
        Assert.False(project.Exists("generated"));

        Assert.Equal([("warning", 9, 3), ("warning", 10, 3)], Places((await GenerateAsync(project, "warning")).Succeeded()));
        var again = (await GenerateAsync(project, "warning")).Succeeded();
        Assert.Empty(again.Commands);
        Assert.Equal([("warning", 9, 3), ("warning", 10, 3)], Places(again));

        var told = (await GenerateAsync(project, "message")).Succeeded();
        Assert.Empty(told.Diagnostics);
        Assert.Contains(told.Messages, text => text.Contains("3 methods: R1 1, R10 2", StringComparison.Ordinal));
        Assert.Contains(told.Messages, text => text.Contains("'shop.v1.ShopService/PaintThing' has no default", StringComparison.Ordinal));
        Assert.Single(told.Messages, text => text.Contains("'shop.v1.ShopService/GetShelf' has no default", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MethodsThatTheProjectDeclaresAsItsOwn_AreNotTold()
    {
        using var project = new TestProject(body: Items);
        project.Write("proto/shop/v1/shop.proto", s_proto);

        var own = (await GenerateAsync(project, "error", Own)).Succeeded();
        Assert.Empty(own.Diagnostics);
        Assert.DoesNotContain(own.Messages, text => text.Contains("has no default", StringComparison.Ordinal));

        Assert.Empty((await GenerateAsync(project, "error", "-p:GrpcRole=Contracts")).Succeeded().Diagnostics);
    }

    private static Task<BuildResult> GenerateAsync(TestProject project, string severity, params string[] more) =>
        project.BuildAsync(["-t:GrpcGenerate", "-p:GrpcLint=false", "-p:GrpcUnimplemented=" + severity, .. more]);

    private static IEnumerable<(string, int, int)> Places(BuildResult result) =>
        result.Diagnostics.Where(found => found.Code == "GRPC4030").Distinct().Select(found => (found.Severity, found.Line, found.Column));
}
