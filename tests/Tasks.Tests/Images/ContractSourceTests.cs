using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Images;

public sealed class ContractSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ContractSourceTests() => Directory.CreateDirectory(_folder.At("app/proto"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_FilesThatAreNoItems_AreImportOnly()
    {
        var item = _folder.Write("app/proto/a/v1/a.proto", "");
        _folder.Write("app/proto/b/v1/b.proto", "");

        var source = Find(item);

        Assert.Equal(["a/v1/a.proto"], source.Protos);
        Assert.Equal(["b/v1/b.proto"], source.Imports);
        Assert.Equal(Path.Combine("proto", "a", "v1", "a.proto"), source.Display("a/v1/a.proto"));
    }

    [Theory]
    [InlineData("google/api/annotations.proto", true)]
    [InlineData("google/rpc/context/audit_context.proto", true)]
    [InlineData("google/protobuf/timestamp.proto", true)]
    [InlineData("google/pubsub/v1/pubsub.proto", false)]
    [InlineData("google/api/servicecontrol/v1/check_error.proto", false)]
    [InlineData("my/google/api/annotations.proto", false)]
    public void Find_CopyOfASharedContract_IsImportOnly(string name, bool shared)
    {
        var source = Find(_folder.Write("app/proto/" + name, ""));

        Assert.Equal(shared ? [name] : [], source.Imports);
        Assert.Equal(shared ? [] : [name], source.Protos);
    }

    [Fact]
    public void Find_ItemOutsideTheRoot_IsAnError()
    {
        var item = _folder.Write("app/other/a.proto", "");

        Assert.Equal("GRPC1003", Assert.Throws<DiagnosticException>(() => Find(item)).Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("app/proto/buf.yaml", true)]
    [InlineData("app/buf.yaml", true)]
    [InlineData("buf.yaml", false)]
    public void Find_BufYamlWithoutARepository_IsLookedForUpToTheProject(string path, bool found)
    {
        _folder.Write(path, "version: v2\nmodules:\n  - path: proto\n");

        Assert.Equal(found ? _folder.At(path) : null, Find().BufConfiguration);
    }

    [Fact]
    public void Find_BufYamlAtTheRepositorysRoot_IsFoundAndNotAboveIt()
    {
        Directory.CreateDirectory(_folder.At(".git"));
        var yaml = _folder.Write("buf.yaml", "version: v2\nmodules:\n  - path: app/proto\n");
        Assert.Equal(yaml, Find().BufConfiguration);

        Directory.CreateDirectory(_folder.At("app/.git"));
        Assert.Null(Find().BufConfiguration);
    }

    [Fact]
    public void Find_BufYamlAboveTheRootWithoutModules_IsAnErrorThatShowsTheMend()
    {
        _folder.Write("app/buf.yaml", "version: v2\n");

        var found = Assert.Throws<DiagnosticException>(() => Find()).Diagnostics[0];

        Assert.Equal("GRPC1004", found.Code);
        Assert.Contains("modules: [{path: proto}]", found.Message, StringComparison.Ordinal);
    }

    private ContractSource Find(params string[] items) => ContractSource.Find(_folder.At("app/proto"), _folder.At("app"), items);
}
