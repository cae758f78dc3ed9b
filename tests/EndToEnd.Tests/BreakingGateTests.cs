using System.Text.Json;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>A pull request cannot break a client by accident. The situations of git, one by one, are unit tests; here is the whole.</summary>
[Collection(PackedSdk.Builds)]
public sealed class BreakingGateTests
{
    private const string Proto = "proto/shop/v1/shop.proto";
    private static readonly string s_broken = Contracts.Shop.Replace("  string name = 2;\n", "", StringComparison.Ordinal);

    [Fact]
    public async Task Build_FieldDeletedSinceTheRelease_WarnsLocallyAndFailsUnderACi()
    {
        using var project = await ReleasedAsync();
        project.Write(Proto, s_broken);

        var local = (await project.BuildAsync()).Succeeded();
        var found = local.Single("FIELD_NO_DELETE");
        Assert.Equal(("warning", Proto, 11), (found.Severity, found.File, found.Line));
        Assert.Contains("Breaks the wire, JSON and generated source", found.Text, StringComparison.Ordinal);
        Assert.Contains("reserved 2; reserved \"name\";", found.Text, StringComparison.Ordinal);
        Assert.Contains(local.Messages, text => text.Contains("v1.0.0", StringComparison.Ordinal) && text.Contains("highest release", StringComparison.Ordinal));

        var again = (await project.BuildAsync("--no-restore")).Succeeded();
        Assert.Equal(found, again.Single("FIELD_NO_DELETE"));
        Assert.Empty(again.Commands);

        var before = project.Tree("generated");
        project.Environment["CI"] = "true";
        Assert.Equal("error", (await project.BuildAsync("--no-restore")).Failed().Single("FIELD_NO_DELETE").Severity);
        Assert.Equal("error", (await project.BuildAsync("--no-restore")).Failed().Single("FIELD_NO_DELETE").Severity);
        Assert.Equal(before, project.Tree("generated"));
    }

    [Fact]
    public async Task Build_ContractAsReleased_StartsNoBreakingCheckAndThenNothing()
    {
        using var project = await ReleasedAsync();

        var first = (await project.BuildAsync()).Succeeded();
        Assert.DoesNotContain(first.Commands, command => command.Contains("buf breaking", StringComparison.Ordinal));
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);

        await project.CommitAsync("nothing of the contract");
        var moved = (await project.BuildAsync("--no-restore")).Succeeded();
        Assert.DoesNotContain(moved.Commands, command => command.Contains("protoc", StringComparison.Ordinal) || command.Contains("buf breaking", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PullRequest_InADepthOneCloneOfTheMergeRef_IsHeldAgainstItsBase()
    {
        using var project = TestProject.Small();
        await project.CommitAsync("base");
        await project.GitAsync("checkout", "-q", "-b", "feature");
        project.Write(Proto, s_broken);
        await project.CommitAsync("break it");
        await project.GitAsync("checkout", "-q", "main");
        project.Write("proto/shop/v1/later.proto", Contracts.Message("shop.v1", "message Later {}"));
        await project.CommitAsync("meanwhile");
        await project.GitAsync("merge", "-q", "--no-edit", "feature");
        await project.GitAsync("update-ref", "refs/pull/7/merge", "HEAD");

        using var clone = new TestProject();
        Directory.Delete(clone.Folder, recursive: true);
        var cloned = await Shell.RunAsync("git", Path.GetTempPath(), "clone", "-q", "--depth", "1", "file://" + project.Folder, clone.Folder);
        Assert.True(cloned.ExitCode == 0, cloned.StandardError);
        foreach (var (name, value) in new[] { ("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_STEP_SUMMARY", clone.At("../summary.md")), ("GITHUB_RUN_ID", "1"), ("GITHUB_JOB", "build") })
        {
            clone.Environment[name] = value;
        }

        var missing = (await clone.BuildAsync()).Failed().Diagnostics.First(found => found.Text.Contains("git fetch --depth=1 origin ", StringComparison.Ordinal));
        Assert.StartsWith("GRPC30", missing.Code, StringComparison.Ordinal);

        var result = (await clone.BuildAsync("-p:GrpcBaselineFetch=true")).Failed();
        Assert.Equal(["FIELD_NO_DELETE"], result.Diagnostics.Where(found => found.Severity == "error").Select(found => found.Code).Distinct());
        Assert.Equal(1, File.ReadAllText(clone.At("../summary.md")).Split("# Breaking changes").Length - 1);
        (await clone.BuildAsync("-p:GrpcBaselineFetch=true")).Failed();
        Assert.Equal(1, File.ReadAllText(clone.At("../summary.md")).Split("# Breaking changes").Length - 1);
    }

    [Fact]
    public async Task Accept_ThenPrune_LivesAsLongAsTheBreak()
    {
        using var project = await ReleasedAsync();
        project.Environment["CI"] = "true";
        project.Write(Proto, s_broken);

        var accepted = (await project.BuildAsync("-t:GrpcAcceptBreaking", "-p:GrpcAcceptReason=nobody read it", "-p:GrpcAcceptOwner=shop team")).Succeeded();
        Assert.Contains("1 accepted changes, 1 of them new", accepted.Output, StringComparison.Ordinal);
        var entry = JsonDocument.Parse(project.Read("breaking-suppressions.json")).RootElement[0];
        Assert.Equal(("FIELD_NO_DELETE", "v1.0.0", "nobody read it", "shop team"), (entry.GetProperty("rule").GetString(), entry.GetProperty("baseline").GetString(), entry.GetProperty("reason").GetString(), entry.GetProperty("owner").GetString()));
        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
        var sarif = JsonDocument.Parse(project.Read("obj/grpc/breaking.sarif")).RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        Assert.Equal(1, sarif.GetProperty("suppressions").GetArrayLength());

        (await project.BuildAsync("-t:GrpcPruneSuppressions")).Succeeded();
        Assert.True(project.Read("breaking-suppressions.json").Contains("FIELD_NO_DELETE", StringComparison.Ordinal));

        project.Write(Proto, Contracts.Shop);
        Assert.Contains((await project.BuildAsync("-v:n")).Succeeded().Messages, text => text.Contains("GrpcPruneSuppressions", StringComparison.Ordinal));
        Assert.Contains("1 of 1 entries", (await project.BuildAsync("-t:GrpcPruneSuppressions")).Succeeded().Output, StringComparison.Ordinal);
        Assert.False(project.Exists("breaking-suppressions.json") && project.Read("breaking-suppressions.json").Contains("FIELD_NO_DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_WithSuppressionsInConflict_PointsAtTheMarker()
    {
        using var project = await ReleasedAsync();
        project.Write(Proto, s_broken);
        project.Write("breaking-suppressions.json", "[\n<<<<<<< ours\n]\n");

        var result = await project.BuildAsync();

        var found = Assert.Single(result.Diagnostics.Distinct(), found => found.File.EndsWith("breaking-suppressions.json", StringComparison.Ordinal));
        Assert.Equal(2, found.Line);
    }

    [Fact]
    public async Task Build_NoRepository_SaysSoAndGoesOn()
    {
        using var project = TestProject.Small();

        var result = (await project.BuildAsync("-v:n")).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Contains(result.Messages, text => text.Contains("in no git repository", StringComparison.Ordinal));
        (await project.BuildAsync("--no-restore", "-p:GrpcBaseline=v1.0.0")).Failed();
        Assert.DoesNotContain((await project.BuildAsync("--no-restore", "-p:GrpcBreaking=false", "-v:n")).Succeeded().Messages, text => text.Contains("Breaking changes:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_KilledInMidExtraction_LeavesTheLastOutputAndTheNextIsRight()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var project = await ReleasedAsync();
        (await project.BuildAsync()).Succeeded();
        var before = project.Tree("generated");
        project.Write(Proto, s_broken);

        // A git that hangs in the middle of handing the baseline's files over, in front of the real one.
        var (folder, reached) = (project.At("../slow"), project.At("../reached"));
        project.Write("../slow/git", $"#!/bin/sh\ncase \"$*\" in *cat-file*) touch '{reached}'; sleep 60;; esac\nPATH=\"${{PATH#*:}}\" exec git \"$@\"\n");
        File.SetUnixFileMode(Path.Combine(folder, "git"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var variables = new Dictionary<string, string?>(Shell.Environment, StringComparer.Ordinal) { ["PATH"] = folder + ":" + Environment.GetEnvironmentVariable("PATH") };
        using var kill = new CancellationTokenSource();
        var building = Shell.Command("dotnet", project.Folder, "build", "--no-restore", "-p:GrpcCachePath=" + project.Cache)
            .WithEnvironmentVariables(variables).ExecuteAsync(kill.Token);
        while (!File.Exists(reached))
        {
            Assert.False(building.Task.IsCompleted, "git was never asked for the files");
            await Task.Delay(100);
        }

        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await building);

        Assert.Equal(before, project.Tree("generated"));
        (await project.BuildAsync("--no-restore")).Succeeded().Single("FIELD_NO_DELETE");
    }

    private static async Task<TestProject> ReleasedAsync()
    {
        var project = TestProject.Small();
        await project.CommitAsync("release");
        await project.GitAsync("tag", "v1.0.0");
        await project.CommitAsync("on");
        return project;
    }
}
