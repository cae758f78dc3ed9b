using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>Which commit is compared with, rung by rung, in repositories that real git makes.</summary>
public sealed class LadderTests : IDisposable
{
    private const string Contract = "proto/a.proto";
    private readonly BaselineScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Asked_Tag_IsTakenBeforeEverythingElse()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Tag("v2.0.0").Write(Contract, "three").Commit();

        var found = await _scene.FindAsync(repo, "v1.0.0");

        Assert.Equal(("v1.0.0", repo.Git("rev-parse", "v1.0.0"), "one"), (found.Name, found.Commit, found.Text()));
        Assert.Equal($"The baseline is v1.0.0 at {found.Commit![..12]}: GrpcBaseline names it.", found.Reason);
        Assert.Empty(found.Findings);
    }

    [Theory]
    [InlineData("annotated")]
    [InlineData("nested")]
    [InlineData("HEAD~1")]
    [InlineData("side")]
    [InlineData("origin/side")]
    [InlineData("HEAD^{/first}")]
    public async Task Asked_AnythingThatGitResolves_IsItsCommit(string asked)
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit("first").Branch("side").Checkout("main");
        var repo = server.Clone(_scene.At("clone")).AnnotatedTag("annotated").AnnotatedTag("nested", "annotated").Write(Contract, "two").Commit("second");

        var found = await _scene.FindAsync(repo, asked);

        Assert.Equal((server.Head, "one"), (found.Commit, found.Text()));
    }

    [Fact]
    public async Task Asked_ImageFile_IsReadWithoutGit()
    {
        var image = new Google.Protobuf.Reflection.FileDescriptorSet { File = { new Google.Protobuf.Reflection.FileDescriptorProto { Name = "a.proto" } } };
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(image);
        var repo = _scene.Init().Write(Contract, "one");
        File.WriteAllBytes(repo.At("released.binpb"), bytes);
        _scene.Environment["PATH"] = "";

        var found = await _scene.FindAsync(repo, "released.binpb");

        Assert.Equal(bytes, found.Image);
        Assert.Equal(("released.binpb", null), (found.Name, found.Commit));
        Assert.Empty(_scene.Started);
    }

    [Fact]
    public async Task Asked_FileThatIsNoImage_IsAnError()
    {
        var repo = _scene.Init().Write(Contract, "one").Write("released.json", "{}");

        Assert.Equal("GRPC3025", Assert.Single((await _scene.FindAsync(repo, "released.json")).Findings).Code);
    }

    [Fact]
    public async Task Asked_UnknownRef_IsAnErrorWithTheCommandThatBringsIt()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v0.1.0");

        var found = Assert.Single((await _scene.FindAsync(repo, "v9.9.9")).Findings);

        Assert.Equal(("GRPC3015", Severity.Error), (found.Code, found.Severity));
        Assert.Contains("'git fetch origin tag v9.9.9'", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD:proto/a.proto", "blob")]
    [InlineData("HEAD:proto", "tree")]
    [InlineData("v1.0.0-file", "tag")]
    public async Task Asked_RefOfAFileOrFolder_IsAnErrorThatSaysWhat(string asked, string type)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit();
        repo.AnnotatedTag("v1.0.0-file", repo.Git("rev-parse", "HEAD:proto/a.proto"));

        var found = Assert.Single((await _scene.FindAsync(repo, asked)).Findings);

        Assert.Equal("GRPC3016", found.Code);
        Assert.Contains($"names a {type}", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--upload-pack=touch x")]
    [InlineData("a\nb")]
    [InlineData("symlink")]
    [InlineData("blob 3")]
    public async Task Asked_NameThatLooksLikeAnOption_IsNeverOne(string asked)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit();

        Assert.Equal("GRPC3015", Assert.Single((await _scene.FindAsync(repo, asked)).Findings).Code);
        if (asked[0] == '-')
        {
            Assert.Equal("GRPC3015", Assert.Single((await _scene.FindAsync(repo, asked, fetch: true)).Findings).Code);
        }
    }

    [Fact]
    public async Task Branch_OutsideACi_IsComparedWithWhereItLeftTheDefaultBranch()
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit();
        var repo = server.Clone(_scene.At("clone")).Branch("feature").Write(Contract, "two").Commit();
        // The target goes on and gains a file: nothing of it was deleted here.
        server.Write("proto/b.proto", "later").Commit();
        repo.Do("fetch", "-q");

        var found = await _scene.FindAsync(repo);

        Assert.Equal(("origin/main", repo.Git("rev-parse", "HEAD~1"), "one"), (found.Name, found.Commit, found.Text()));
    }

    [Fact]
    public async Task Branch_RemoteWithAnotherDefault_IsFollowed()
    {
        var server = _scene.Init("server").Write(Contract, "one").Commit().Do("branch", "-m", "trunk");
        var repo = server.Clone(_scene.At("clone"), "-o", "upstream").Write(Contract, "two").Commit();

        Assert.Equal("upstream/trunk", (await _scene.FindAsync(repo)).Name);
    }

    [Fact]
    public async Task Branch_PushedRepositoryWithoutRemoteHead_TakesTheUsualName()
    {
        var server = _scene.Init("server", "--bare");
        var repo = _scene.Init().Write(Contract, "one").Commit().Do("remote", "add", "origin", server.Path).Do("push", "-q", "origin", "main").Write(Contract, "two").Commit();

        Assert.Equal(("origin/main", "one"), ((await _scene.FindAsync(repo)).Name, (await _scene.FindAsync(repo)).Text()));
    }

    [Fact]
    public async Task DefaultBranch_WithAnUncommittedEdit_IsComparedWithItself()
    {
        var repo = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Clone(_scene.At("clone")).Write(Contract, "three");

        var found = await _scene.FindAsync(repo);

        Assert.Equal(("origin/main", "two"), (found.Name, found.Text()));
    }

    [Fact]
    public async Task DefaultBranch_WithAnEditElsewhere_IsComparedWithTheLastRelease()
    {
        var repo = _scene.Init("server").Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().Clone(_scene.At("clone")).Write("readme", "not a contract");

        var found = await _scene.FindAsync(repo);

        Assert.Equal(("v1.0.0", "one"), (found.Name, found.Text()));
    }

    [Fact]
    public async Task PushToMain_InACi_IsComparedWithTheHighestReleaseThatItContains()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().AnnotatedTag("v1.9.0").Write(Contract, "ten").Commit().Tag("v1.10.0").Write(Contract, "pre").Commit().Tag("v2.0.0-rc.1")
            .Branch("next").Write(Contract, "next").Commit().Tag("v3.0.0").Checkout("main").Write(Contract, "now").Commit().Tag("vendor");
        _scene.With(("CI", "true"));

        var found = await _scene.FindAsync(repo);

        Assert.Equal(("v1.10.0", "ten"), (found.Name, found.Text()));
        Assert.Contains("the highest release that this commit contains", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_BuiltAtItsOwnTag_IsComparedWithTheOneBefore()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("v1.0.0").Write(Contract, "two").Commit().AnnotatedTag("v1.1.0").Do("checkout", "-q", "--detach");
        _scene.With(("CI", "true"));

        Assert.Equal("v1.0.0", (await _scene.FindAsync(repo)).Name);

        // An edit after the release is compared with the release.
        repo.Write(Contract, "three");
        Assert.Equal(("v1.1.0", "two"), ((await _scene.FindAsync(repo)).Name, (await _scene.FindAsync(repo)).Text()));
    }

    [Theory]
    [InlineData("orders/v*", "orders/v1.0.0", "one")]
    [InlineData("users/v*", "users/v7.0.0", "two")]
    [InlineData("orders/v*; users/v*", "users/v7.0.0", "two")]
    [InlineData("release-*-final", "release-3.1-final", "one")]
    [InlineData("*", "0.9", "one")]
    public async Task Release_TagsOfManyServices_AreToldApart(string tags, string name, string text)
    {
        var repo = _scene.Init().Write(Contract, "one").Commit().Tag("orders/v1.0.0").Tag("release-3.1-final").Tag("0.9").Write(Contract, "two").Commit().Tag("users/v7.0.0").Write(Contract, "now").Commit();
        _scene.With(("CI", "1"));

        var found = await _scene.FindAsync(repo, tags: tags);

        Assert.Equal((name, text), (found.Name, found.Text()));
    }

    [Fact]
    public async Task NewRepository_HasNothingToCompareWithYet()
    {
        var repo = _scene.Init().Write(Contract, "one").Commit();

        var found = await _scene.FindAsync(repo);

        Assert.Equal((null, null, false), (found.Commit, found.Image, found.EqualToWorkingTree));
        Assert.Equal(("GRPC3010", Severity.Message), (Assert.Single(found.Findings).Code, found.Findings[0].Severity));
        Assert.Equal("No baseline: no release is tagged before this commit.", found.Reason);
    }
}
