using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>The base that each CI gives, in clones as each makes them.</summary>
public sealed class PullRequestTests : IDisposable
{
    private const string Contract = "proto/a.proto";
    private const string MergeRef = "refs/pull/7/merge";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task GitHub_DepthOne_TellsTheCommandThatBringsTheBaseAndThenPasses()
    {
        var server = Server();
        var clone = Edited(server.CheckOutOne(_scene.At("clone"), MergeRef));
        GitHub(clone.Head);

        var missing = Assert.Single((await _scene.FindAsync(clone)).Findings);
        Assert.Equal(("GRPC3017", Severity.Error), (missing.Code, missing.Severity));
        var command = $"git fetch --depth=1 origin {server.Git("rev-parse", "main")}";
        Assert.Contains($"'{command}'", missing.Message, StringComparison.Ordinal);

        var found = await _scene.FindAsync(clone.Run(command));
        Assert.Equal(("main", server.Git("rev-parse", "main"), "main"), (found.Name, found.Commit, found.Text()));
        Assert.Empty(found.Findings);
    }

    [Fact]
    public async Task GitHub_DepthOneWithFetchAllowed_FetchesTheBaseAlone()
    {
        var server = Server();
        var clone = Edited(server.CheckOutOne(_scene.At("clone"), MergeRef));
        GitHub(clone.Head);

        Assert.Equal("main", (await _scene.FindAsync(clone, fetch: true)).Text());
        Assert.Single(_scene.Started, line => line.Contains("fetch", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => clone.Git("cat-file", "-e", server.Git("rev-parse", "main~1")));
    }

    [Fact]
    public async Task GitHub_FetchThatFails_IsAnErrorInGitsWords()
    {
        var clone = Server().CheckOutOne(_scene.At("clone"), MergeRef).Do("remote", "set-url", "origin", "file:///nowhere");
        GitHub(clone.Head);

        var found = Assert.Single((await _scene.FindAsync(clone, fetch: true)).Findings);

        Assert.Equal("GRPC3021", found.Code);
        Assert.Contains("/nowhere", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GITHUB_EVENT_NAME", "pull_request")]
    [InlineData("GITHUB_HEAD_REF", "feature")]
    public async Task GitHub_MergeRefAlone_AnnouncesThePullRequest(string name, string value)
    {
        var server = Server();
        _scene.With(("GITHUB_REF", MergeRef), (name, value));

        var found = await _scene.FindAsync(server);

        // Nobody says how the target is called, but its id is a name that git resolves.
        Assert.Equal((found.Commit![..12], "main"), (found.Name, found.Text()));
        Assert.Equal("main", (await _scene.FindAsync(server, found.Name)).Text());
    }

    [Fact]
    public async Task GitHub_UnrebasedBranch_ShowsNoFalseDeletion()
    {
        // main gained b.proto after the branch left; the merge has it, and so has the merge's first parent.
        var clone = Server(target: repo => repo.Write("proto/b.proto", "+later")).Clone(_scene.At("clone"));
        clone.Do("fetch", "-q", "origin", MergeRef).Checkout("FETCH_HEAD");
        Edited(clone);
        GitHub(clone.Head);

        var found = await _scene.FindAsync(clone);

        Assert.Equal("main+later", found.Text());
        Assert.True(File.Exists(clone.At("proto/b.proto")));
    }

    [Fact]
    public async Task GitHub_StackedBranch_IsComparedWithTheBranchBelowIt()
    {
        var server = _scene.Init("server").Write(Contract, "main").Commit().Branch("below").Write("proto/b.proto", "+below").Commit().Branch("above").Write(Contract, "above").Commit();
        server.MergeRef("below", "above", MergeRef);
        GitHub(server.Head, "below");

        var found = await _scene.FindAsync(server);

        Assert.Equal(("below", "main+below"), (found.Name, found.Text()));
    }

    [Fact]
    public async Task GitHub_HeadOfTheBranchInsteadOfTheMerge_IsComparedWithWhereItLeft()
    {
        // A workflow that checks out the branch: its head's first parent is the branch's own last commit but one.
        var server = Server(branch: repo => repo.Write(Contract, "second").Commit());
        var clone = Edited(server.Clone(_scene.At("clone"), "-b", "feature"));
        GitHub(server.Git("rev-parse", MergeRef));

        Assert.Equal("first", (await _scene.FindAsync(clone)).Text());
    }

    [Fact]
    public async Task GitHub_HeadOfTheBranchAtDepthOne_TellsTheCommandThatBringsTheHistory()
    {
        var server = Server();
        var clone = Edited(server.Clone(_scene.At("clone"), "-b", "feature", "--depth", "1"));
        GitHub(server.Git("rev-parse", MergeRef));

        var missing = Assert.Single((await _scene.FindAsync(clone)).Findings);
        Assert.Equal("GRPC3018", missing.Code);
        const string Command = "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main";
        Assert.Contains($"'{Command}'", missing.Message, StringComparison.Ordinal);

        Assert.Equal("first", (await _scene.FindAsync(clone.Run(Command))).Text());
    }

    [Fact]
    public async Task GitLab_DiffBase_IsTaken()
    {
        var server = Server();
        var clone = Edited(server.Clone(_scene.At("clone"), "-b", "feature"));
        _scene.With(("CI", "true"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", server.Git("rev-parse", "main~1")), ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", ""));

        Assert.Equal("first", (await _scene.FindAsync(clone)).Text());
    }

    [Fact]
    public async Task GitLab_MergedResults_AreComparedWithTheTargetThatWasMerged()
    {
        var server = Server();
        _scene.With(
            ("CI", "true"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", server.Git("rev-parse", "main~1")),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", server.Git("rev-parse", "main")), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"));

        Assert.Equal("main", (await _scene.FindAsync(server)).Text());
    }

    [Theory]
    [InlineData(true, "main")]
    [InlineData(false, "first")]
    public async Task Bitbucket_DestinationCommit_IsTakenAsFarAsItWasMerged(bool merged, string text)
    {
        var server = Server();
        var clone = Edited(server.Clone(_scene.At("clone"), "-b", "feature"));
        if (merged)
        {
            Edited(clone.Do("checkout", "-q", Contract).Do("merge", "-q", "-m", "m", "origin/main"));
        }

        // Bitbucket shortens the id.
        _scene.With(("CI", "true"), ("BITBUCKET_PR_DESTINATION_COMMIT", server.Git("rev-parse", "main")[..12]), ("BITBUCKET_PR_DESTINATION_BRANCH", "main"));

        Assert.Equal(text, (await _scene.FindAsync(clone)).Text());
    }

    [Fact]
    public async Task Bitbucket_ShortIdThatIsMissing_IsFetchedByItsBranch()
    {
        var server = Server();
        var clone = Edited(server.Clone(_scene.At("clone"), "-b", "feature", "--depth", "1"));
        _scene.With(("CI", "true"), ("BITBUCKET_PR_DESTINATION_COMMIT", server.Git("rev-parse", "main")[..12]), ("BITBUCKET_PR_DESTINATION_BRANCH", "main"));

        Assert.Contains("git fetch --unshallow origin +refs/heads/main:", Assert.Single((await _scene.FindAsync(clone)).Findings).Message, StringComparison.Ordinal);
        Assert.Equal("first", (await _scene.FindAsync(clone, fetch: true)).Text());
    }

    [Fact]
    public async Task Azure_FirstParent_IsTaken()
    {
        var server = Server();
        _scene.With(("TF_BUILD", "True"), ("BUILD_REASON", "PullRequest"), ("BUILD_SOURCEVERSION", server.Head), ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"));

        var found = await _scene.FindAsync(server);

        Assert.Equal(("main", "main"), (found.Name, found.Text()));
        Assert.Contains("the merge that Azure Pipelines made", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PushBuilds_AnnounceNothing() => Assert.Null(PullRequest.Of(new Dictionary<string, string>
    {
        ["GITHUB_EVENT_NAME"] = "push", ["GITHUB_REF"] = "refs/heads/main", ["GITHUB_BASE_REF"] = "", ["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = "", ["BUILD_REASON"] = "IndividualCI",
    }));

    /// <summary>A branch and its target have both moved on since they parted; HEAD is the merge that a CI makes of them.</summary>
    private Repo Server(Func<Repo, Repo>? branch = null, Func<Repo, Repo>? target = null)
    {
        var repo = _scene.Init("server").Write("note", "").Write(Contract, "first").Commit().Branch("feature").Write("note", "feature").Commit();
        branch?.Invoke(repo);
        repo.Checkout("main").Write("other", "").Write(Contract, branch is null ? "main" : "first");
        target?.Invoke(repo);
        repo.Commit().MergeRef("main", "feature", MergeRef);

        return Edited(repo.Do("config", "uploadpack.allowAnySHA1InWant", "true"));
    }

    /// <summary>The working contract differs from every commit, so that what it is compared with shows.</summary>
    private static Repo Edited(Repo repo) => repo.Write(Contract, "edited");

    private void GitHub(string mergeCommit, string target = "main") => _scene.With(
        ("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_REF", MergeRef), ("GITHUB_SHA", mergeCommit), ("GITHUB_BASE_REF", target));
}
