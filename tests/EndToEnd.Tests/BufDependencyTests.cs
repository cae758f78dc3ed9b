using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What buf.yaml's deps name, buf.lock pins, and Buf's cache holds.</summary>
[Collection(PackedSdk.Builds)]
public sealed class BufDependencyTests
{
    private const string Module = "buf.build/acme/common";

    [SkippableTheory]
    [InlineData("buf.yaml", "proto", "")]
    [InlineData("proto/buf.yaml", ".", "import \"google/type/date.proto\";\n")]
    public async Task Build_DependencyInTheCache_IsImportedAndGeneratedForCSharp(string configuration, string module, string more)
    {
        Skip.IfNot(System.Security.Cryptography.Shake256.IsSupported, "this system has no SHAKE256");
        using var project = Small(configuration, module, more);

        var result = (await project.BuildAsync("-p:GrpcOffline=true")).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.True(project.Exists("generated/csharp/Proto/Acme/Common/V1/Money.cs"));
        Assert.Empty((await project.BuildAsync("--no-restore", "-p:GrpcOffline=true")).Succeeded().Commands);
    }

    [SkippableFact]
    public async Task Build_DependencyThatIsNotInTheCache_TellsTheMend()
    {
        Skip.IfNot(System.Security.Cryptography.Shake256.IsSupported, "this system has no SHAKE256");
        using var project = Small("buf.yaml", "proto", "");
        Directory.Delete(project.At("../bufcache"), recursive: true);

        var offline = (await project.BuildAsync("-p:GrpcOffline=true")).Failed().Single("GRPC3041");
        Assert.Contains($"'{Module}'", offline.Text, StringComparison.Ordinal);
        Assert.Contains("bufcache'", offline.Text, StringComparison.Ordinal);
        Assert.Equal("buf.lock", offline.File);

        // Nobody listens there; a registry that cannot be reached is the same to Buf.
        project.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        var unreachable = (await project.BuildAsync("--no-restore")).Failed().Single("GRPC3042");
        Assert.Contains($"'{Module}'", unreachable.Text, StringComparison.Ordinal);
        Assert.Contains("unavailable", unreachable.Text, StringComparison.Ordinal);
    }

    private static TestProject Small(string configuration, string module, string more)
    {
        var project = TestProject.WithProtos(("shop/v1/shop.proto", Contracts.Message(
            "shop.v1",
            $"import \"acme/common/v1/money.proto\";\n{more}\nmessage Thing {{\n  acme.common.v1.Money price = 1;\n{(more.Length > 0 ? "  google.type.Date day = 2;\n" : "")}}}")));
        var pins = BufModuleCache.Add(project.At("../bufcache"), Module, "acme/common/v1/money.proto", Contracts.Message("acme.common.v1", "message Money {\n  int64 units = 1;\n}"));
        project.Environment["BUF_CACHE_DIR"] = Path.GetFullPath(project.At("../bufcache"));
        project.Write(configuration, $"version: v2\nmodules:\n  - path: {module}\ndeps:\n  - {Module}\n");
        return project.Write(configuration.Replace(".yaml", ".lock", StringComparison.Ordinal), pins);
    }
}
