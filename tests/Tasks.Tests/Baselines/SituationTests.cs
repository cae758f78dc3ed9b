using System.Text.RegularExpressions;
using CliWrap;
using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>What a machine or clone can lack: each has its code, its severity, and the command that mends it.</summary>
public sealed partial class SituationTests : IDisposable
{
    private const string Contract = "proto/a.proto";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(null, null, Severity.Message)]
    [InlineData(null, "CI", Severity.Message)]
    [InlineData("v1.0.0", null, Severity.Error)]
    [InlineData(null, "BITBUCKET_PR_ID", Severity.Error)]
    public async Task NotARepository_IsAnErrorOnlyWhereSomeoneCountsOnTheComparison(string? baseline, string? variable, Severity severity)
    {
        _scene.Environment[variable ?? "NOTHING"] = "1";

        var found = await _scene.FindAsync(_scene.Request(_scene.At("folder"), baseline));

        Assert.Equal(("GRPC3011", severity), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
        Assert.Empty(_scene.Started);
    }

    [Fact]
    public async Task NotARepository_CopyOfAWorktreeWithoutItsRepository()
    {
        _scene.Init().Write("app/.git", "gitdir: /nowhere/.git/worktrees/app\n");

        Assert.Equal("GRPC3011", Assert.Single((await _scene.FindAsync(_scene.Request(_scene.At("repo/app")))).Findings).Code);
    }

    [Theory]
    [InlineData(null, null, Severity.Message)]
    [InlineData("v1.0.0", null, Severity.Error)]
    [InlineData(null, "BITBUCKET_PR_ID", Severity.Error)]
    public async Task NoGitOnTheMachine_IsAnErrorOnlyWhereSomeoneCountsOnTheComparison(string? baseline, string? variable, Severity severity)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0");
        _scene.With(("PATH", _scene.At("nowhere") + ":relative"), (variable ?? "NOTHING", "1"));

        var found = await _scene.FindAsync(repo, baseline);

        Assert.Equal(("GRPC3012", severity), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
    }

    [Fact]
    public async Task EmptyRepository_HasNothingToCompareWithYet()
    {
        var found = await _scene.FindAsync(_scene.Init().Write(Contract, "one"));

        Assert.Equal(("GRPC3010", Severity.Message), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
        Assert.Equal("No baseline: the repository has no commit.", found.Reason);
    }

    [Fact]
    public async Task EmptyRepository_WithABaselineAskedFor_IsAnError() =>
        Assert.Equal("GRPC3015", Assert.Single((await _scene.FindAsync(_scene.Init().Write(Contract, "one"), "v1.0.0")).Findings).Code);

    [Theory]
    [InlineData(true, Severity.Warning)]
    [InlineData(false, Severity.Message)]
    public async Task ShallowCloneWithoutTags_IsToldApartFromHavingNoBaseline(bool ci, Severity severity)
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit();
        var clone = server.Clone(_scene.At("clone"), "--depth", "1");
        if (ci)
        {
            _scene.With(("CI", "true"));
        }

        var found = Assert.Single((await _scene.FindAsync(clone)).Findings);

        Assert.Equal(("GRPC3014", severity), (found.Code, found.Severity));
        var command = Command().Match(found.Message).Groups[1].Value;
        Assert.Equal("git fetch --unshallow --tags origin", command);
        Assert.Equal(("v1.0.0", "one"), ((await _scene.FindAsync(clone.Run(command))).Name, (await _scene.FindAsync(clone)).Text()));
    }

    [Fact]
    public async Task ShallowClone_WithFetchAllowed_BringsItsTags()
    {
        var clone = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Clone(_scene.At("clone"), "--depth", "1");
        _scene.With(("CI", "true"));

        Assert.Equal("one", (await _scene.FindAsync(clone, fetch: true)).Text());
    }

    [Theory]
    [InlineData("v1.0.0", "git fetch --depth=1 origin tag v1.0.0")]
    [InlineData("origin/side", "git fetch origin +refs/heads/side:refs/remotes/origin/side")]
    [InlineData("<commit>", "git fetch --depth=1 origin <commit>")]
    public async Task MissingRef_TheCommandThatIsToldMendsIt(string asked, string command)
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Branch("side").Checkout("main").Write(Contract, "two").Commit();
        server.Do("config", "uploadpack.allowAnySHA1InWant", "true");
        var clone = server.Clone(_scene.At("clone"), "--depth", "1", "-b", "main");
        var first = server.Git("rev-parse", "v1.0.0");
        asked = asked.Replace("<commit>", first, StringComparison.Ordinal);

        var told = Command().Match(Assert.Single((await _scene.FindAsync(clone, asked)).Findings).Message).Groups[1].Value;

        Assert.Equal(command.Replace("<commit>", first, StringComparison.Ordinal), told);
        Assert.Equal("one", (await _scene.FindAsync(clone.Run(told), asked)).Text());
    }

    [Theory]
    [InlineData("HEAD~1")]
    [InlineData("HEAD~1^{tree}")]
    [InlineData("HEAD~1:proto/a.proto")]
    public async Task DamagedObject_IsAnErrorInGitsWords(string which)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Write(Contract, "two").Commit();
        var asked = repo.Git("rev-parse", "HEAD~1");
        var id = repo.Git("rev-parse", which);
        var path = repo.At($".git/objects/{id[..2]}/{id[2..]}");
        File.Delete(path);
        File.WriteAllText(path, "damaged");

        var found = Assert.Single((await _scene.FindAsync(repo, asked)).Findings);

        Assert.Equal(("GRPC3019", Severity.Error), (found.Code, found.Severity));
        Assert.Contains("git fsck", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeletedObject_IsAnError()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Write(Contract, "two").Commit();
        var id = repo.Git("rev-parse", "HEAD~1:proto/a.proto");
        File.Delete(repo.At($".git/objects/{id[..2]}/{id[2..]}"));

        Assert.Equal("GRPC3017", Assert.Single((await _scene.FindAsync(repo, "HEAD~1")).Findings).Code);
    }

    [Theory]
    [InlineData(null, Severity.Warning)]
    [InlineData("v1.0.0", Severity.Error)]
    public async Task RepositoryOfANewerGit_IsToldInGitsWords(string? asked, Severity severity)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Do("config", "core.repositoryFormatVersion", "1").Do("config", "extensions.fromTheFuture", "true");

        var found = Assert.Single((await _scene.FindAsync(repo, asked)).Findings);

        Assert.Equal(("GRPC3020", severity), (found.Code, found.Severity));
        Assert.Contains("fromthefuture", found.Message, StringComparison.OrdinalIgnoreCase);
    }

    [SkippableFact]
    public async Task RepositoryOfAnotherUser_IsToldWithTheMend()
    {
        Skip.IfNot(System.Environment.UserName == "root", "only root can give a repository to another user");
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0");
        await Cli.Wrap("chown").WithArguments(["-R", "12345", repo.Path]).ExecuteAsync();

        var found = Assert.Single((await _scene.FindAsync(repo)).Findings);

        Assert.Equal(("GRPC3013", Severity.Warning), (found.Code, found.Severity));
        Assert.Equal(Severity.Error, Assert.Single((await _scene.FindAsync(repo, "v1.0.0")).Findings).Severity);
        Assert.Contains($"git config --global --add safe.directory \"{repo.Path}\"", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HooksVariables_DoNotReachGit()
    {
        var other = _scene.Init("other").Write(Contract, "other").Commit().Tag("v1.0.0");
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit();
        _scene.With(
            ("GIT_DIR", other.At(".git")), ("GIT_WORK_TREE", other.Path), ("GIT_INDEX_FILE", other.At(".git/index")),
            ("GIT_OBJECT_DIRECTORY", other.At(".git/objects")), ("GIT_CONFIG_PARAMETERS", "'core.bare'='true'"), ("GIT_PREFIX", "x/"));

        Assert.Equal("one", (await _scene.FindAsync(repo, "v1.0.0")).Text());
    }

    [Fact]
    public async Task DetachedHead_IsAsUsual()
    {
        var repo = _scene.Init("server").Write(Contract, "one").Commit().Clone(_scene.At("clone")).Do("checkout", "-q", "--detach").Write(Contract, "two").Commit();

        Assert.Equal(("origin/main", "one"), ((await _scene.FindAsync(repo)).Name, (await _scene.FindAsync(repo)).Text()));
    }

    [Fact]
    public async Task Worktree_IsAsUsual()
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0");
        var clone = server.Clone(_scene.At("clone"));
        clone.Do("pack-refs", "--all").Do("worktree", "add", "-q", "-b", "side", _scene.At("tree"));
        var tree = Repo.Open(_scene.At("tree")).Write(Contract, "two").Commit();

        Assert.Equal(("origin/main", "one"), ((await _scene.FindAsync(tree)).Name, (await _scene.FindAsync(tree)).Text()));
        Assert.Equal("v1.0.0", (await _scene.FindAsync(tree, "v1.0.0")).Name);
    }

    [Fact]
    public async Task PartialClone_BringsWhatItLacksByItself()
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Do("config", "uploadpack.allowFilter", "true");
        var clone = server.Clone(_scene.At("clone"), "--filter=blob:none");

        Assert.Equal("one", (await _scene.FindAsync(clone, "v1.0.0")).Text());
    }

    [Fact]
    public async Task ProjectsSideBySide_FetchAndFindTheSame()
    {
        var server = _scene.Init("server").Write("a/proto/a.proto", "one").Write("b/proto/b.proto", "two").Commit().Tag("v1.0.0").Write("a/proto/a.proto", "1").Write("b/proto/b.proto", "2").Commit();
        var clone = server.Clone(_scene.At("clone"), "--depth", "1");
        _scene.With(("CI", "true"));

        var found = await Task.WhenAll(Enumerable.Range(0, 6).Select(at =>
            new BaselineFinder(_scene.Request(clone.At(at % 2 == 0 ? "a" : "b"), "v1.0.0", fetch: true) with { StateDirectory = _scene.At($"obj{at}") }, _scene.Buf, _ => { })
                .FindAsync(CancellationToken.None)));

        Assert.All(found, baseline => Assert.Empty(baseline.Findings));
        Assert.Equal(["one", "two", "one", "two", "one", "two"], found.Select(baseline => baseline.Text()));
    }

    [Fact]
    public async Task ReplacedObject_IsTakenAsItIs()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Write(Contract, "three");
        repo.Do("replace", "v1.0.0", "HEAD");

        Assert.Equal("one", (await _scene.FindAsync(repo, "v1.0.0")).Text());
    }

    [GeneratedRegex("[Rr]un '([^']+)'")]
    private static partial Regex Command();
}
