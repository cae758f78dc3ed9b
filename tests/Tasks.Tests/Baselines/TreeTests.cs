using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>What a commit has of a contract, against the working files.</summary>
public sealed class TreeTests : IDisposable
{
    private const string Contract = "proto/a.proto";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Equal_WorkingFiles_NeedNoImage(string format)
    {
        var repo = _scene.Init("repo", $"--object-format={format}").Write(Contract, "one").Write("proto/buf.yaml", "version: v2\n").Write("proto/buf.lock", "").Commit().Tag("v1.0.0");

        var found = await _scene.FindAsync(repo, "v1.0.0");

        Assert.True(found.EqualToWorkingTree);
        Assert.Null(found.Image);
        Assert.All(_scene.Started, line => Assert.Contains("git", line, StringComparison.Ordinal));
        Assert.Equal(2, _scene.Started.Count);
    }

    [Fact]
    public async Task Equal_CheckoutWithCarriageReturns_IsEqual()
    {
        var repo = _scene.Init().Write(Contract, "one\ntwo\r").Commit().Write(Contract, "one\r\ntwo\r");

        Assert.True((await _scene.FindAsync(repo, "HEAD")).EqualToWorkingTree);
    }

    [Fact]
    public async Task Equal_OnceListed_CostsOneGitCallAtMost()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit();
        await _scene.FindAsync(repo, "v1.0.0");

        var again = await _scene.FindAsync(repo.Write(Contract, "three"), "v1.0.0");

        Assert.Equal("one", again.Text());
        Assert.Contains("cat-file --batch-check", Assert.Single(_scene.Started), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("branch")]
    [InlineData("default branch", "NOTHING=")]
    [InlineData("release", "CI=true")]
    [InlineData("merge", "GITHUB_REF=refs/pull/1/merge")]
    [InlineData("destination", "BITBUCKET_PR_DESTINATION_COMMIT=<main>")]
    public async Task Warm_OnEveryRung_CostsTwoGitCallsAtMostAndNoBuf(string rung, string variable = "NOTHING=")
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit();
        var repo = server.Clone(_scene.At("clone"));
        if (rung != "default branch")
        {
            repo.Branch("feature").Commit().MergeRef("main", "feature", "refs/x").Write(Contract, "three");
        }

        _scene.Environment[variable.Split('=')[0]] = variable.Split('=')[1].Replace("<main>", server.Head, StringComparison.Ordinal);
        var cold = await _scene.FindAsync(repo);
        var warm = await _scene.FindAsync(rung == "default branch" ? repo : repo.Write(Contract, "four"));

        Assert.NotNull(cold.Image);
        Assert.Equal(cold.Image, warm.Image);
        Assert.InRange(_scene.Started.Count, 1, 2);
        Assert.All(_scene.Started, line => Assert.DoesNotContain("buf build", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("proto/a.proto", "edited")]
    [InlineData("proto/new.proto", "new")]
    [InlineData("proto/ignored/i.proto", "ignored")]
    [InlineData("proto/buf.yaml", "version: v2\nbreaking: {}\n")]
    [InlineData("proto/buf.lock", "version: v2\n")]
    public async Task Changed_AnyFileThatBufReads_IsSeenWithoutACommit(string path, string text)
    {
        var repo = _scene.Init().Write(".gitignore", "ignored/\n").Write(Contract, "one").Write("proto/buf.yaml", "version: v2\n").Commit().Write(path, text);

        Assert.False((await _scene.FindAsync(repo, "HEAD")).EqualToWorkingTree);
    }

    [Theory]
    [InlineData("cat-file --batch ")]
    [InlineData("buf build")]
    public async Task Run_CancelledAtAnyPoint_LeavesNothingThatTheNextBelieves(string moment)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Write(Contract, "two");
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scene.FindAsync(_scene.Request(repo.Path, "HEAD"), line =>
        {
            if ((line + " ").Contains(moment, StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        }, cancel.Token));

        Assert.Equal("one", (await _scene.FindAsync(repo, "HEAD")).Text());
        Assert.Empty(Directory.EnumerateFileSystemEntries(repo.At("obj/grpc")));
    }

    [Fact]
    public async Task Changed_DeletedFile_IsSeen()
    {
        var repo = _scene.Init().Write(Contract, "one").Write("proto/b.proto", "two").Commit().Delete("proto/b.proto");

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Equal("onetwo", found.Text());
        Assert.Equal(["a.proto", "b.proto"], found.Protos);
    }

    [Fact]
    public async Task Attributes_ThatChangeAnArchive_ChangeNothingHere()
    {
        const string Text = "$Format:%H$";
        var repo = _scene.Init().Write(".gitattributes", "proto/a.proto export-ignore\nproto/b.proto export-subst\n").Write(Contract, "one").Write("proto/b.proto", Text).Commit()
            .Write(Contract, "two");

        Assert.Equal("one" + Text, (await _scene.FindAsync(repo, "HEAD")).Text());
    }

    [Fact]
    public async Task Names_WithSpacesQuotesNewlinesAndOtherScripts_AreTakenAsTheyAre()
    {
        string[] names = ["a b.proto", "it's \"quoted\".proto", "line\nfeed.proto", "tab\t.proto", "größe/注文.proto", "-o.proto", "$(x);*.proto"];
        var repo = _scene.Init("re po\n\"ü\"");
        foreach (var name in names)
        {
            repo.Write("pro to\n/" + name, "1");
        }

        repo.Commit();
        Assert.True((await _scene.FindAsync(repo, "HEAD", root: "pro to\n")).EqualToWorkingTree);

        var found = await _scene.FindAsync(repo.Write("pro to\n/more.proto", "2"), "HEAD", root: "pro to\n");
        Assert.Empty(found.Findings);
        Assert.Equal(names.Order(StringComparer.Ordinal), found.Protos);
        Assert.Equal("1111111", found.Text());
    }

    [Fact]
    public async Task Subfolder_AndAnotherProjectBesideIt_AreToldApart()
    {
        var repo = _scene.Init().Write("services/orders/proto/o.proto", "orders").Write("services/users/proto/u.proto", "users").Commit().Write("services/users/proto/u.proto", "edited");

        Assert.True((await _scene.FindAsync(repo, "HEAD", project: "services/orders")).EqualToWorkingTree);
        Assert.Equal("users", (await _scene.FindAsync(repo, "HEAD", project: "services/users")).Text());
    }

    [Fact]
    public async Task Root_OutsideOfTheProject_IsFound()
    {
        var repo = _scene.Init().Write("shared/a.proto", "one").Commit().Write("shared/a.proto", "two");

        Assert.Equal("one", (await _scene.FindAsync(repo, "HEAD", root: "../../shared", project: "src/app")).Text());
    }

    [Fact]
    public async Task Root_WrittenWithASeparatorAtItsEnd_IsTheSame()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit();

        Assert.True((await _scene.FindAsync(_scene.Request(repo.Path + "/", "HEAD", root: "proto/"))).EqualToWorkingTree);
    }

    [Theory]
    [InlineData("git mv proto contracts", "contracts", "")]
    [InlineData("git mv app service", "proto", "service")]
    public async Task Root_RenamedOrMoved_IsFoundUnderItsFormerName(string rename, string root, string project)
    {
        var folder = project.Length == 0 ? "proto" : "app/proto";
        var repo = _scene.Init().Write($"{folder}/shop/v1/a.proto", "one").Write($"{folder}/shop/v1/b.proto", "two").Write("readme", "").Commit().Tag("v1.0.0").Run(rename);
        repo.Write(GitPath.Combine(project, root) + "/shop/v1/a.proto", "edited").Commit();

        var found = await _scene.FindAsync(repo, "v1.0.0", root: root, project: project);

        Assert.Equal("onetwo", found.Text());
        Assert.Equal(["shop/v1/a.proto", "shop/v1/b.proto"], found.Protos);
        Assert.Equal(("GRPC3024", Severity.Message), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
        Assert.Contains($"'{folder}'", found.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_RenamedAndNothingElse_IsEqual()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Run("git mv proto contracts").Commit();

        Assert.True((await _scene.FindAsync(repo, "v1.0.0", root: "contracts")).EqualToWorkingTree);
    }

    [Fact]
    public async Task Root_CopiedFromAnotherService_IsNew()
    {
        var repo = _scene.Init().Write("users/proto/common.proto", "same").Commit().Tag("v1.0.0").Write("orders/proto/common.proto", "same").Commit();

        var found = await _scene.FindAsync(repo, "v1.0.0", project: "orders");

        Assert.Equal(("GRPC3023", Severity.Message), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
        Assert.Equal((null, false), (found.Image, found.EqualToWorkingTree));
    }

    [Fact]
    public async Task Root_ThatIsASymbolicLink_IsFollowedAsTheCommitHasIt()
    {
        var repo = _scene.Init().Write("old/a.proto", "old").Write("new/a.proto", "new");
        File.CreateSymbolicLink(repo.At("proto"), "old");
        repo.Commit().Delete("proto");
        File.CreateSymbolicLink(repo.At("proto"), "new");

        Assert.Equal("old", (await _scene.FindAsync(repo, "HEAD")).Text());
    }

    [Fact]
    public async Task Root_BehindALinkInTheMiddle_IsFound()
    {
        var repo = _scene.Init().Write("real/proto/a.proto", "one").Commit();
        File.CreateSymbolicLink(repo.At("app"), "real");

        Assert.True((await _scene.FindAsync(repo, "HEAD", project: "app")).EqualToWorkingTree);
    }

    [Fact]
    public async Task Root_LinkedFromOutside_BelongsToTheRepositoryItLiesIn()
    {
        var contracts = _scene.Init("contracts").Write("a.proto", "one").Commit().Tag("v3.0.0").Write("a.proto", "two").Commit();
        var repo = _scene.Init().Write("readme", "").Commit();
        File.CreateSymbolicLink(repo.At("proto"), contracts.Path);
        _scene.With(("CI", "true"));

        Assert.Equal(("v3.0.0", "one"), ((await _scene.FindAsync(repo)).Name, (await _scene.FindAsync(repo)).Text()));
    }

    [Fact]
    public async Task Links_InsideOfTheRoot_AreReadAtTheirEnd()
    {
        var repo = _scene.Init().Write("shared/x/s.proto", "shared").Write("proto/z.proto", "last");
        File.CreateSymbolicLink(repo.At("proto/folder"), "../shared/x");
        File.CreateSymbolicLink(repo.At("proto/l.proto"), "z.proto");
        File.CreateSymbolicLink(repo.At("proto/nowhere.proto"), "gone/nowhere.proto");
        File.CreateSymbolicLink(repo.At("proto/outside"), "/");
        repo.Commit().Delete("proto/nowhere.proto").Delete("proto/outside");

        var found = await _scene.FindAsync(repo, "HEAD");

        Assert.Equal(["folder/s.proto", "l.proto", "z.proto"], found.Protos);
        Assert.True(found.EqualToWorkingTree);
    }

    [Theory]
    [InlineData("third/contracts")]
    [InlineData("third/contracts/proto")]
    [InlineData("third")]
    [InlineData("")]
    public async Task Submodule_IsReadAtTheRecordedCommit(string root)
    {
        var repo = WithSubmodule(out _).Commit().Tag("v1.0.0");
        var inside = Repo.Open(repo.At("third/contracts")).Write("proto/a.proto", "two").Commit();
        repo.Commit("bump");

        var found = await _scene.FindAsync(repo, "v1.0.0", root: root);
        Assert.Equal("one", found.Text());
        Assert.True((await _scene.FindAsync(repo, "HEAD", root: root)).EqualToWorkingTree);
        Assert.NotEqual(inside.Git("rev-parse", "HEAD~1"), found.Commit);
    }

    [Fact]
    public async Task Submodule_ThatIsCheckedOutNoMore_IsReadFromWhatGitKept()
    {
        var repo = WithSubmodule(out _).Commit().Tag("v1.0.0");
        repo.Do("rm", "-q", "third/contracts").Write("third/contracts/proto/a.proto", "ours now").Commit();

        Assert.Equal("one", (await _scene.FindAsync(repo, "v1.0.0", root: "third/contracts/proto")).Text());
    }

    [Fact]
    public async Task Submodule_CommitThatIsMissing_IsToldAndFetched()
    {
        var repo = WithSubmodule(out var contracts).Commit().Tag("v1.0.0");
        contracts.Write("proto/a.proto", "two").Commit();
        Repo.Open(repo.At("third/contracts")).Do("fetch", "-q").Checkout("origin/main");
        repo.Commit("bump");
        contracts.Do("config", "uploadpack.allowAnySHA1InWant", "true");
        var clone = repo.Clone(_scene.At("clone")).Do("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--depth", "1");

        var missing = Assert.Single((await _scene.FindAsync(clone, "v1.0.0", root: "third/contracts/proto")).Findings);
        Assert.Equal("GRPC3017", missing.Code);
        Assert.Contains($"git -C {clone.At("third/contracts")} fetch --depth=1 origin ", missing.Message, StringComparison.Ordinal);
        Assert.Equal("one", (await _scene.FindAsync(clone, "v1.0.0", root: "third/contracts/proto", fetch: true)).Text());
    }

    [Fact]
    public async Task Project_InsideOfASubmodule_BelongsToTheSubmodule()
    {
        var repo = WithSubmodule(out _).Commit();
        var inside = Repo.Open(repo.At("third/contracts")).Tag("v5.0.0").Write("proto/a.proto", "two").Commit();
        _scene.With(("CI", "true"));

        Assert.Equal(("v5.0.0", "one"), ((await _scene.FindAsync(inside)).Name, (await _scene.FindAsync(inside)).Text()));
    }

    [Fact]
    public async Task Clone_ThatMerelyLiesInside_IsItsOwnRepository()
    {
        var repo = _scene.Init().Write(".gitignore", "inner/\n").Commit();
        _scene.Init("repo/inner").Write("proto/a.proto", "one").Commit().Tag("v8.0.0").Write("proto/a.proto", "two").Commit();
        _scene.With(("CI", "true"));

        Assert.Equal(("v8.0.0", "one"), ((await _scene.FindAsync(repo, root: "inner/proto")).Name, (await _scene.FindAsync(repo, root: "inner/proto")).Text()));
    }

    private Repo WithSubmodule(out Repo contracts)
    {
        contracts = _scene.Init("contracts").Write("proto/a.proto", "one").Commit();
        return _scene.Init().Write("readme", "").Do("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "file://" + contracts.Path, "third/contracts");
    }
}
