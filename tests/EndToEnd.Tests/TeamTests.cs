using CliWrap.Buffered;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Output that is committed: branches are merged, clones have other line ends, and nobody's work is ever called an edit.</summary>
[Collection(PackedSdk.Builds)]
public sealed class TeamTests
{
    private static readonly string[] s_generate = ["-t:GrpcGenerate", "-restore", "-p:GrpcBreaking=false"];

    [Theory]
    [InlineData("--ours")]
    [InlineData("--theirs")]
    public async Task Merge_OfTwoBranchesThatAddedAProto_EndsByTakingAnySideAndBuilding(string side)
    {
        using var project = await BranchedAsync();

        Assert.NotEqual(0, (await MergeAsync(project)).ExitCode);
        Assert.DoesNotContain("generated/.grpc-manifest", await project.GitAsync("diff", "--name-only", "--diff-filter=U"), StringComparison.Ordinal);
        await project.GitAsync("checkout", side, "--", "generated");
        await project.GitAsync("add", "-A");

        await BuildIsRightAsync(project);
        await project.GitAsync("add", "-A");
        await project.GitAsync("commit", "-q", "-m", "merged");
        await BuildIsRightAsync(project);
        Assert.Equal("", await project.GitAsync("status", "--porcelain"));
    }

    [Fact]
    public async Task Merge_ThatLeftMarkersInGeneratedFilesAndManifest_EndsByBuilding()
    {
        using var project = await BranchedAsync();

        // As in a clone whose attributes were lost: git merges line by line.
        project.Write(".git/info/attributes", "generated/** text merge\ngenerated/.grpc-manifest text merge\n");
        Assert.NotEqual(0, (await MergeAsync(project)).ExitCode);
        Assert.Contains("<<<<<<< ", project.Read("generated/.grpc-manifest"), StringComparison.Ordinal);
        Assert.Contains("<<<<<<< ", project.Read("generated/docs/api.md"), StringComparison.Ordinal);

        await BuildIsRightAsync(project);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clone_WithCrlf_IsNoEdit(bool attributes)
    {
        using var project = await CommittedAsync();
        if (!attributes)
        {
            await project.GitAsync("rm", "-q", "--cached", "generated/.gitattributes");
            await project.GitAsync("commit", "-q", "-m", "without attributes");
        }

        using var clone = new TestProject();
        var whole = project.Tree("generated");
        Directory.Delete(clone.Folder, recursive: true);
        await project.GitAsync("clone", "-q", "-c", "core.autocrlf=true", ".", clone.Folder);
        Assert.Contains("\r\n", clone.Read("proto/shop/v1/shop.proto"), StringComparison.Ordinal);
        Assert.Equal(!attributes, clone.Read("generated/csharp/Proto/Shop/V1/Shop.cs").Contains('\r', StringComparison.Ordinal));

        var result = (await clone.BuildAsync(s_generate)).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(whole.Keys, clone.Tree("generated").Keys);
        Assert.DoesNotContain(clone.Tree("generated").Values, text => text.Contains('\r', StringComparison.Ordinal));
    }

    private static async Task<BufferedCommandResult> MergeAsync(TestProject project) =>
        await Shell.RunAsync("git", project.Folder, "-c", "user.name=Test", "-c", "user.email=test@example.com", "merge", "-q", "left");

    /// <summary>On the branch <c>right</c>; both it and <c>left</c> added a contract with a service, and committed what was generated.</summary>
    private static async Task<TestProject> BranchedAsync()
    {
        var project = await CommittedAsync();
        foreach (var branch in new[] { "left", "right" })
        {
            await project.GitAsync("checkout", "-q", "-b", branch, "main");
            var name = char.ToUpperInvariant(branch[0]) + branch[1..];
            project.Write($"proto/{branch}/v1/{branch}.proto", Contracts.Shop.Replace("shop.v1", branch + ".v1", StringComparison.Ordinal).Replace("ShopService", name + "Service", StringComparison.Ordinal));
            (await project.BuildAsync(s_generate)).Succeeded();
            await project.GitAsync("add", "-A");
            await project.GitAsync("commit", "-q", "-m", branch);
        }

        return project;
    }

    private static async Task<TestProject> CommittedAsync()
    {
        var project = TestProject.Small();
        await project.GitAsync("init", "-q");
        project.Write(".gitignore", "bin/\nobj/\n");
        (await project.BuildAsync(s_generate)).Succeeded();
        await project.GitAsync("add", "-A");
        await project.GitAsync("commit", "-q", "-m", "first");
        return project;
    }

    /// <summary>Says nothing, and leaves what a build from nothing makes.</summary>
    private static async Task BuildIsRightAsync(TestProject project)
    {
        var result = (await project.BuildAsync(s_generate)).Succeeded();
        Assert.Empty(result.Diagnostics);
        var tree = project.Tree("generated");
        Directory.Delete(project.At("generated"), recursive: true);
        Directory.Delete(project.At("obj/grpc"), recursive: true);
        (await project.BuildAsync(s_generate)).Succeeded();
        Assert.Equal(project.Tree("generated"), tree);
    }
}
