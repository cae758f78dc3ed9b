using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Images;

public sealed class NamedContractsTests
{
    private static readonly string s_project = Path.GetFullPath("/app");

    [Fact]
    public void Of_AFileThatTheGlobFindsToo_IsAsTheProjectNamesIt()
    {
        var meant = NamedContracts.Of([Found("proto/a.proto"), Found("proto/b.proto"), Named("proto/a.proto") with { IsCompiled = false, Root = At("proto/..") }], s_project, besideGrpcTools: false);

        Assert.Equal([("a.proto", false), ("b.proto", true)], meant.Select(item => (Path.GetFileName(item.Path), item.IsCompiled)));
        Assert.Equal(At("proto/.."), meant[0].Root);
        Assert.Null(meant[1].Root);
    }

    [Fact]
    public void Of_AFileThatIsNamedTwice_IsTheLastOne_UnlessTheirRootsContradictEachOther()
    {
        var twice = Named("proto/a.proto") with { IsCompiled = false };
        Assert.Equal([twice], NamedContracts.Of([Named("proto/a.proto"), twice], s_project, besideGrpcTools: false));

        ContractItem[] roots = [Named("b/c/z.proto") with { Root = At("b") }, Named("b/c/z.proto") with { Root = At("b/c") }];
        Assert.Equal(roots, NamedContracts.Of([Found("b/c/z.proto"), .. roots], s_project, besideGrpcTools: false));
    }

    [Fact]
    public void Of_AProjectOfGrpcToolsThatNamesContractsOfTheRoot_IsTakenAtItsWord()
    {
        var meant = NamedContracts.Of([Found("proto/a.proto"), Found("proto/b.proto"), Named("proto/a.proto"), Named("../shared/c.proto")], s_project, besideGrpcTools: true);

        Assert.Equal([(At("proto/a.proto"), s_project), (At("../shared/c.proto"), At("../shared"))], meant.Select(item => (item.Path, item.Root)));
    }

    [Fact]
    public void Of_AProjectOfGrpcToolsThatNamesOthersAlone_HasTheRootsToo()
    {
        var meant = NamedContracts.Of([Found("proto/a.proto"), Named("../shared/c.proto")], s_project, besideGrpcTools: true);

        Assert.Equal([(At("proto/a.proto"), null), (At("../shared/c.proto"), null)], meant.Select(item => (item.Path, item.Root)));
    }

    private static string At(string path) => Path.GetFullPath(path, s_project);

    private static ContractItem Found(string path) => Named(path) with { IsFound = true };

    private static ContractItem Named(string path) => new(At(path));
}
