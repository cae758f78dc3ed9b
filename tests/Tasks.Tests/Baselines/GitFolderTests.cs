using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>References read from files, held against what git itself says.</summary>
public sealed class GitFolderTests : IDisposable
{
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_LooseAndPacked_IsWhatGitSays(bool packed)
    {
        var repo = _scene.Init().Commit().AnnotatedTag("v1.0.0").Branch("a/b").Commit();
        if (packed)
        {
            repo.Do("pack-refs", "--all");
        }

        var folder = GitFolder.Of(repo.At("deep/below"))!;

        Assert.Equal(repo.Path, folder.Top);
        foreach (var name in new[] { "HEAD", "refs/heads/main", "refs/heads/a/b", "refs/tags/v1.0.0" })
        {
            Assert.Equal(new GitReference(true, repo.Git("rev-parse", name)), folder.Read(name));
        }

        Assert.Equal(new GitReference(true, null), folder.Read("refs/heads/none"));
    }

    [Fact]
    public void Read_StoredInAWayThatOnlyGitReads_IsUnknown()
    {
        var repo = _scene.Init().Commit();
        Directory.CreateDirectory(repo.At(".git/reftable"));

        Assert.False(GitFolder.Of(repo.Path)!.Read("HEAD").IsKnown);
    }

    [Fact]
    public void Read_NamesThatReferToEachOther_EndsUnknown()
    {
        var repo = _scene.Init().Commit().Write(".git/refs/heads/x", "ref: refs/heads/y\n").Write(".git/refs/heads/y", "ref: refs/heads/x\n");

        Assert.False(GitFolder.Of(repo.Path)!.Read("refs/heads/x").IsKnown);
    }

    [Fact]
    public void Of_FolderNamedGitThatIsNoRepository_IsLookedPast()
    {
        var repo = _scene.Init().Write("app/.git/something", "").Commit();

        Assert.Equal(repo.Path, GitFolder.Of(repo.At("app"))!.Top);
    }

    [Fact]
    public void Remote_OriginOrTheFirst()
    {
        var repo = _scene.Init().Do("remote", "add", "first", "file:///x");
        Assert.Equal("first", GitFolder.Of(repo.Path)!.Remote);

        Assert.Equal("origin", GitFolder.Of(repo.Do("remote", "add", "origin", "file:///y").Path)!.Remote);
        Assert.Null(GitFolder.Of(_scene.Init("other").Path)!.Remote);
    }
}
