using System.Text;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Tests.Output;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private OutputFolder Output => new(_folder.At("generated"), _folder.At("state"), path => "generated/" + path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_Twice_WritesNothingTheSecondTime()
    {
        var files = new[] { File("a/x.cs", "x\n"), File("b.cs", "b\n") };

        Assert.Equal(new PublishResult(3, 0, 0), Output.Publish(files));
        Assert.Equal(new PublishResult(0, 0, 3), Output.Publish(files));
        Assert.True(Output.IsIntact());
    }

    [Fact]
    public void Publish_FewerFiles_RemovesTheStaleAndItsEmptyFolder()
    {
        Output.Publish([File("a/x.cs", "x\n"), File("b.cs", "b\n")]);
        _folder.Write("generated/c/mine.txt", "mine");

        Assert.Equal(1, Output.Publish([File("b.cs", "b\n")]).Removed);

        Assert.False(Directory.Exists(_folder.At("generated/a")));
        Assert.True(System.IO.File.Exists(_folder.At("generated/c/mine.txt")));
    }

    [Fact]
    public void Check_ForeignFile_IsAnErrorUnlessItHasOurBytes()
    {
        _folder.Write("generated/a.cs", "mine\n");
        _folder.Write("generated/b.cs", "b\n");

        var found = Assert.Single(Output.Check([File("a.cs", "a\n"), File("b.cs", "b\n")]));

        Assert.Equal(("GRPC4004", "generated/a.cs"), (found.Code, found.Span!.File));
    }

    [Fact]
    public void Check_ForeignAttributes_AreInTheWayLikeAnyFile()
    {
        _folder.Write("generated/.gitattributes", "* text\n");

        Assert.Equal("generated/.gitattributes", Assert.Single(Output.Check([File("a.cs", "a\n")])).Span!.File);
    }

    [Fact]
    public void Check_FolderInTheWay_IsAnError()
    {
        Directory.CreateDirectory(_folder.At("generated/a.cs"));

        Assert.Equal("GRPC4004", Assert.Single(Output.Check([File("a.cs", "a\n")])).Code);
    }

    [Theory]
    [InlineData("../a.cs")]
    [InlineData("/a.cs")]
    [InlineData("a//b.cs")]
    [InlineData("a/./b.cs")]
    [InlineData("a\\b.cs")]
    [InlineData("a:b.cs")]
    [InlineData("a./b.cs")]
    [InlineData("")]
    public void Check_PathThatLeaves_IsAnError(string path) => Assert.Equal("GRPC4002", Assert.Single(Output.Check([File(path, "")])).Code);

    [Fact]
    public void Check_PathsThatDifferByCaseAlone_AreNamedBoth()
    {
        var found = Assert.Single(Output.Check([File("A.cs", ""), File("a.cs", "")]));

        Assert.Equal("GRPC4003", found.Code);
        Assert.StartsWith("'A.cs' and 'a.cs'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_EditedFile_IsToldAndKept()
    {
        Output.Publish([File("a.cs", "a\n")]);
        _folder.Write("generated/a.cs", "edited\n");

        var edited = Assert.Single(Output.Edited([File("a.cs", "b\n")]));
        Assert.Equal(("GRPC1031", Severity.Error), (edited.Refuse().Code, edited.Refuse().Severity));
        Assert.False(Directory.Exists(_folder.At("edited")));
        Assert.Equal(("GRPC4005", Severity.Warning), (edited.Keep().Code, edited.Keep().Severity));
        Output.Publish([File("a.cs", "b\n")]);

        Assert.Equal("edited\n", System.IO.File.ReadAllText(_folder.At("state/edited/a.cs")));
        Assert.Equal("b\n", System.IO.File.ReadAllText(_folder.At("generated/a.cs")));
    }

    [Fact]
    public void Edited_WhatNobodyEdited_IsNone()
    {
        Output.Publish([File("a.cs", "a\n")]);

        _folder.Write("generated/a.cs", "a\r\n");
        Assert.Empty(Output.Edited([File("a.cs", "b\n")]));

        _folder.Write("generated/a.cs", "<<<<<<< ours\na\n=======\nc\n>>>>>>> theirs\n");
        Assert.Empty(Output.Edited([File("a.cs", "b\n")]));

        // Either side of a merge, by a manifest with both.
        var manifest = _folder.At("generated/.grpc-manifest");
        var mine = System.IO.File.ReadAllText(manifest);
        System.IO.File.WriteAllText(manifest, $"<<<<<<< ours\n{mine}=======\n{Grpc.Service.Sdk.Tools.FileHash.OfBytes("c\n"u8)}  a.cs\n>>>>>>> theirs\n");
        foreach (var side in new[] { "a\n", "c\n" })
        {
            _folder.Write("generated/a.cs", side);
            Assert.Empty(Output.Edited([File("a.cs", "b\n")]));
        }

        _folder.Write("generated/a.cs", "d\n");
        Assert.Single(Output.Edited([File("a.cs", "b\n")]));
        Assert.Single(Output.Edited([]));
        Assert.Empty(Output.Edited([File("a.cs", "d\n")]));
    }

    [Fact]
    public void Publish_ManifestWithConflictMarkers_KnowsTheFilesOfBothSides()
    {
        Output.Publish([File("a.cs", "a\n")]);
        var manifest = _folder.At("generated/.grpc-manifest");
        var mine = System.IO.File.ReadAllText(manifest);
        _folder.Write("generated/theirs.cs", "t\n");
        System.IO.File.WriteAllText(manifest, $"<<<<<<< ours\n{mine}=======\n{Grpc.Service.Sdk.Tools.FileHash.OfBytes("t\n"u8)}  theirs.cs\n>>>>>>> theirs\n");

        Assert.Equal(1, Output.Publish([File("a.cs", "a\n")]).Removed);

        Assert.Equal(mine, System.IO.File.ReadAllText(manifest));
    }

    [Fact]
    public void Publish_ManifestWithConflictMarkers_IsWrittenWholeAlsoWhenNothingElseChanged()
    {
        Output.Publish([File("a.cs", "a\n")]);
        var manifest = _folder.At("generated/.grpc-manifest");
        var mine = System.IO.File.ReadAllText(manifest);
        System.IO.File.WriteAllText(manifest, $"<<<<<<< ours\n{mine}=======\n{mine}>>>>>>> theirs\n");
        Assert.False(Output.IsIntact());

        Output.Publish([File("a.cs", "a\n")]);

        Assert.Equal(mine, System.IO.File.ReadAllText(manifest));
    }

    [Theory]
    [InlineData("theirs\n")]
    [InlineData("theirs\r\n")]
    [InlineData("<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n")]
    public void Publish_FileOfEitherSideOfAMerge_IsNoEdit(string text)
    {
        Output.Publish([File("a.cs", "ours\n")]);
        System.IO.File.AppendAllText(_folder.At("generated/.grpc-manifest"), $"{Grpc.Service.Sdk.Tools.FileHash.OfBytes("theirs\n"u8)}  a.cs\n");
        _folder.Write("generated/a.cs", text);

        Assert.Empty(Output.Edited([File("a.cs", "both\n")]));
        Output.Publish([File("a.cs", "both\n")]);

        Assert.Equal("both\n", System.IO.File.ReadAllText(_folder.At("generated/a.cs")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Publish_AfterOneThatWasKilled_IsWholeAndCallsNothingEdited(int placed)
    {
        RenderedFile[] first = [File("a.cs", "a\n"), File("b.cs", "b\n"), File("old.cs", "o\n")];
        RenderedFile[] second = [File("a.cs", "A\n"), File("b.cs", "B\n"), File("new.cs", "n\n")];
        Output.Publish(first);

        // As a kill leaves it: the claim is there, what was to come lies beside, and some of it is in place.
        using (var killed = new TemporaryFolder())
        {
            var other = new OutputFolder(killed.At("generated"), killed.At("state"), path => path);
            other.Publish(second);
            var claim = Manifest.Read(killed.At("generated")).On(Manifest.Read(_folder.At("generated")));
            System.IO.File.WriteAllBytes(_folder.At("generated/.grpc-manifest"), claim.Format());
            foreach (var file in second.Take(placed))
            {
                System.IO.File.Copy(killed.At("generated/" + file.Path), _folder.At("generated/" + file.Path), overwrite: true);
            }

            _folder.Write("generated/.grpc-incoming/7", "half");
            Assert.False(Output.IsIntact());

            Assert.Empty(Output.Edited(second));
            Output.Publish(second);

            Assert.Equal(Files(killed.At("generated")), Files(_folder.At("generated")));
            Assert.True(Output.IsIntact());
        }
    }

    [Fact]
    public void Publish_WhereAFileCannotBeMade_ChangesNothing()
    {
        Output.Publish([File("a.cs", "a\n")]);
        _folder.Write("generated/folder", "mine");
        var before = Files(_folder.At("generated"));

        Assert.ThrowsAny<IOException>(() => Output.Publish([File("a.cs", "b\n"), File("folder/b.cs", "b\n")]));

        Assert.Equal(before, Files(_folder.At("generated")));
    }

    [Fact]
    public void Check_FolderWhereAFileOfOursWas_IsAnError()
    {
        Output.Publish([File("a.cs", "a\n")]);
        System.IO.File.Delete(_folder.At("generated/a.cs"));
        Directory.CreateDirectory(_folder.At("generated/a.cs"));

        Assert.Equal("GRPC4004", Assert.Single(Output.Check([File("a.cs", "a\n")])).Code);
    }

    [Fact]
    public void Read_ManifestThatNamesAFileOutside_PassesItOver()
    {
        var outside = _folder.Write("outside.txt", "keep");
        _folder.Write("generated/.grpc-manifest", new string('0', 64) + "  ../outside.txt\n");

        Assert.Equal(0, Output.Clean());

        Assert.True(System.IO.File.Exists(outside));
    }

    [Fact]
    public void Clean_LeavesWhatIsNotListed()
    {
        Output.Publish([File("a/b/x.cs", "x\n")]);
        _folder.Write("generated/a/mine.txt", "mine");

        Assert.Equal(2, Output.Clean());

        Assert.Equal(["a", "a/mine.txt"], Directory.EnumerateFileSystemEntries(_folder.At("generated"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.At("generated"), path)).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), System.IO.File.ReadAllText);

    [Theory]
    [InlineData("text\n", true)]
    [InlineData("\u0012\u0004data\n", false)]
    public void Edited_BytesThatWeDidNotWrite_CountOnlyWhereTheyAreText(string present, bool counts)
    {
        Output.Publish([File("a.binpb", "\u0012\u0003old")]);
        System.IO.File.WriteAllText(_folder.At("generated/a.binpb"), present);

        Assert.Equal(counts, Output.Edited([File("a.binpb", "\u0012\u0003new")]).Count > 0);
    }

    private static RenderedFile File(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
