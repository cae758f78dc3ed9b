using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>The key of a build with nothing to do: it starts no process, and moves with all that can move the baseline.</summary>
public sealed class BaselineKeyTests : IDisposable
{
    private const string Contract = "proto/a.proto";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("git commit -q --allow-empty -m x")]
    [InlineData("git tag v1.0.0")]
    [InlineData("git tag -a -m x v1.0.0")]
    [InlineData("git update-ref refs/heads/side HEAD~1")]
    [InlineData("git update-ref refs/remotes/origin/main HEAD~1")]
    [InlineData("git checkout -q -b other")]
    [InlineData("git checkout -q --detach")]
    [InlineData("git update-ref -d refs/heads/side")]
    public void Of_AfterAChangeOfTheRepository_IsAnother(string change)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Commit().Do("branch", "side").Do("pack-refs", "--all");
        var before = BaselineKey.Of(_scene.Request(repo.Path));

        repo.Run(change);

        Assert.NotEqual(before, BaselineKey.Of(_scene.Request(repo.Path)));
    }

    [Fact]
    public void Of_AfterTheHistoryWasDeepened_IsAnother()
    {
        var clone = _scene.Init("server").Write(Contract, "one").Commit().Commit().Clone(_scene.At("clone"), "--depth", "1");
        var before = BaselineKey.Of(_scene.Request(clone.Path));

        Assert.NotEqual(before, BaselineKey.Of(_scene.Request(clone.Do("fetch", "-q", "--unshallow").Path)));
    }

    [Fact]
    public void Of_AfterAnEdit_IsTheSame()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0");
        var before = BaselineKey.Of(_scene.Request(repo.Path));

        repo.Write(Contract, "two").Write("readme", "").Do("status").Do("add", "-A");

        // The working files are the caller's to hash; git's index says nothing about them.
        Assert.Equal(before, BaselineKey.Of(_scene.Request(repo.Path)));
    }

    [Fact]
    public void Of_OtherOptionsOrVariables_IsAnother()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit();
        var keys = new List<string> { BaselineKey.Of(_scene.Request(repo.Path)) };
        keys.Add(BaselineKey.Of(_scene.Request(repo.Path, "v1.0.0")));
        keys.Add(BaselineKey.Of(_scene.Request(repo.Path, tags: "orders/v*")));
        keys.Add(BaselineKey.Of(_scene.Request(repo.Path, fetch: true)));
        keys.Add(BaselineKey.Of(_scene.With(("CI", "true")).Request(repo.Path)));
        keys.Add(BaselineKey.Of(_scene.With(("GITHUB_REF", "refs/pull/1/merge")).Request(repo.Path)));
        keys.Add(BaselineKey.Of(_scene.With(("PATH", "/nowhere")).Request(repo.Path)));

        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys[^1], BaselineKey.Of(_scene.With(("SOMETHING", "else")).Request(repo.Path)));
    }

    [Fact]
    public void Of_AnImageFile_FollowsItsContent()
    {
        var repo = _scene.Init().Write(Contract, "one").Write("old.binpb", "1");
        var before = BaselineKey.Of(_scene.Request(repo.Path, "old.binpb"));

        Assert.Equal(before, BaselineKey.Of(_scene.Request(repo.Write("old.binpb", "1").Path, "old.binpb")));
        Assert.NotEqual(before, BaselineKey.Of(_scene.Request(repo.Write("old.binpb", "2").Path, "old.binpb")));
    }

    [Fact]
    public void Of_AWorktree_FollowsItsOwnHeadAndTheSharedReferences()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Do("worktree", "add", "-q", "-b", "side", _scene.At("tree"));
        var tree = Repo.Open(_scene.At("tree"));
        var before = BaselineKey.Of(_scene.Request(tree.Path));

        tree.Do("checkout", "-q", "--detach");
        var detached = BaselineKey.Of(_scene.Request(tree.Path));
        repo.Tag("v1.0.0");

        Assert.Equal(3, new[] { before, detached, BaselineKey.Of(_scene.Request(tree.Path)) }.Distinct().Count());
    }
}
