using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>Images by the real Buf.</summary>
public sealed class BaselineImageTests : IDisposable
{
    private const string Contract = "proto/a/v1/a.proto";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [SkippableFact]
    public async Task Image_IsCompiledOnceAndThenTakenFromTheCache()
    {
        var repo = Repo().Commit().Tag("v1.0.0").Write(Contract, Proto("int32 id = 2;")).Commit();

        var first = await _scene.FindAsync(repo, "v1.0.0");
        var again = await _scene.FindAsync(repo, "v1.0.0");

        var file = Assert.Single(FileDescriptorSet.Parser.ParseFrom(first.Image).File);
        Assert.Equal(("a/v1/a.proto", "id", 1), (file.Name, file.MessageType[0].Field[0].Name, file.MessageType[0].Field[0].Number));
        Assert.NotEmpty(file.SourceCodeInfo.Location);
        Assert.Equal(first.Image, again.Image);
        Assert.DoesNotContain(_scene.Started, line => line.Contains("buf", StringComparison.Ordinal));
        Assert.False(Directory.Exists(repo.At("obj/grpc/baseline")));
    }

    [SkippableFact]
    public async Task Image_OfAnotherCommitWithTheSameFiles_IsTheSame()
    {
        var repo = Repo().Commit().Tag("v1.0.0").Write("readme", "x").Commit().Tag("v1.1.0").Write(Contract, Proto("int32 id = 2;")).Commit();
        await _scene.FindAsync(repo, "v1.0.0");

        await _scene.FindAsync(repo, "v1.1.0");

        Assert.DoesNotContain(_scene.Started, line => line.Contains("buf build", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Image_OfAWorkspaceAboveTheRoot_ImportsItsOtherModules()
    {
        var repo = Repo().Write("buf.yaml", "version: v2\nmodules:\n  - path: proto\n  - path: common\n").Write("common/c.proto", "syntax = \"proto3\";\npackage c;\nmessage C {}\n")
            .Write(Contract, "syntax = \"proto3\";\npackage a.v1;\nimport \"c.proto\";\nmessage A { c.C c = 1; }\n").Commit().Write("common/c.proto", "").Write("common/other.proto", "").Write(Contract, Proto("int32 id = 1;"));

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Empty(found.Findings);
        Assert.Equal(["a/v1/a.proto", "c.proto"], FileDescriptorSet.Parser.ParseFrom(found.Image).File.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["a/v1/a.proto"], found.Protos);
    }

    [SkippableFact]
    public async Task Image_UnderAnotherBufYamlOfTheWorkingFiles_IsBuiltAsTheCommitWas()
    {
        var repo = Repo().Commit().Write("buf.yaml", "version: v2\nmodules:\n  - path: proto\n  - path: new\n").Write("new/n.proto", "");

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Empty(found.Findings);
        Assert.NotNull(found.Image);
    }

    [SkippableTheory]
    [InlineData("buf.yaml", "version: v2\n")]
    [InlineData("buf.yaml", "version: v1\n")]
    [InlineData("proto/buf.yaml", "version: v1\n")]
    [InlineData("proto/buf.yaml", "version: v2\n")]
    [InlineData("buf.work.yaml", "version: v1\ndirectories:\n  - proto\n")]
    public async Task Image_OfACommitWithAnotherBufYaml_IsBuiltFromTheSameRoot(string path, string text)
    {
        var repo = Repo().Write(path, text).Commit().Delete(path).Write("buf.yaml", "version: v2\nmodules:\n  - path: proto\n");

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Empty(found.Findings);
        Assert.Equal("a/v1/a.proto", Assert.Single(FileDescriptorSet.Parser.ParseFrom(found.Image).File).Name);
    }

    [SkippableFact]
    public async Task Baseline_ThatDoesNotCompile_TellsItsOwnFindings()
    {
        var repo = Repo().Write(Contract, "syntax = \"proto3\";\npackage a.v1;\nimport \"never/committed.proto\";\n").Commit().Tag("v1.0.0").Write(Contract, Proto("int32 id = 1;"));

        var found = await _scene.FindAsync(repo, "v1.0.0");

        Assert.Equal(["GRPC3022", "COMPILE"], found.Findings.Select(finding => finding.Code));
        Assert.All(found.Findings, finding => Assert.Equal(Severity.Error, finding.Severity));
        Assert.Equal((Path.Combine("obj", "grpc", "baseline", "proto", "a", "v1", "a.proto"), 3), (found.Findings[1].Span!.File, found.Findings[1].Span!.Line));
        Assert.True(File.Exists(repo.At(found.Findings[1].Span!.File)));
        Assert.Contains("'v1.0.0'", found.Findings[0].Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Extraction_ThatWasKilled_LeavesNothingThatIsBelieved()
    {
        var repo = Repo().Commit().Tag("v1.0.0").Write(Contract, Proto("int32 id = 2;"));
        // Half of an extraction, and a whole one of something else.
        repo.Write("obj/grpc/baseline.0123.tmp/proto/a/v1/a.proto", "syntax = \"pro").Write("obj/grpc/baseline/proto/left.proto", "message Left {}");

        var found = await _scene.FindAsync(repo, "v1.0.0");

        Assert.Equal("a/v1/a.proto", Assert.Single(FileDescriptorSet.Parser.ParseFrom(found.Image).File).Name);
        Assert.Empty(Directory.EnumerateFileSystemEntries(repo.At("obj/grpc")));
    }

    [SkippableFact]
    public async Task State_InsideOfTheRoot_IsKeptOutOfBufsSight()
    {
        var repo = Repo().Write(".gitignore", "obj/\n").Commit().Tag("v1.0.0").Write(Contract, Proto("int32 id = 2;"));

        var found = await _scene.FindAsync(repo, "v1.0.0", root: ".");

        Assert.NotNull(found.Image);
        Assert.False(Directory.Exists(repo.At("obj")));
    }

    [SkippableFact]
    public async Task Names_WithSpacesAndOtherScripts_Compile()
    {
        var repo = Repo().Write("proto/größe und 注文.proto", "syntax = \"proto3\";\npackage o;\nmessage O {}\n").Commit().Write(Contract, Proto("int32 id = 2;"));

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Contains(FileDescriptorSet.Parser.ParseFrom(found.Image).File, file => file.Name == "größe und 注文.proto");
    }

    private Repo Repo()
    {
        _scene.Buf = BufBinary.Get();
        return _scene.Init().Write(Contract, Proto("int32 id = 1;"));
    }

    private static string Proto(string field) => $"syntax = \"proto3\";\npackage a.v1;\nmessage A {{ {field} }}\n";
}
