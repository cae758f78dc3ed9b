using Microsoft.Build.Execution;

namespace Grpc.Service.Sdk.Targets;

/// <summary>A cancel as an IDE gives it: to the build manager of its own process.</summary>
[Collection(SdkFolder.Collection)]
public sealed class CancelTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    [SkippableTheory]
    [InlineData("buf build")]
    [InlineData("buf lint")]
    [InlineData("protoc")]
    public async Task Cancel_WhileAToolWorks_EndsItAndLeavesTheLastOutput(string call)
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.Property("GrpcRole", "Contracts").File("proto/shop/v1/a.proto", Proto);
        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));
        var before = File.ReadAllText(tools.Output("Shop/V1/A.cs"));
        tools.Creator.File("proto/shop/v1/a.proto", Proto.Replace("string id = 1;", "string id = 1;\n  string more = 2;", StringComparison.Ordinal));
        tools.HangAt(call);

        var build = Task.Run(tools.Generate);
        var child = await tools.HangsAsync().WaitAsync(TimeSpan.FromMinutes(1));
        BuildManager.DefaultBuildManager.CancelAllSubmissions();

        Assert.False(await build.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(IsAlive(child));
        Assert.Empty(tools.Log.Errors);
        Assert.Equal(before, File.ReadAllText(tools.Output("Shop/V1/A.cs")));

        tools.HangAt(null);
        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));
        Assert.Empty(tools.Log.Warnings);
        Assert.Contains("More", File.ReadAllText(tools.Output("Shop/V1/A.cs")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Cancel_WhileAnotherBuildHasTheLock_StopsWaiting()
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.File("proto/shop/v1/a.proto", Proto).File("obj/grpc/lock.holder", "123456789");
        using var held = new FileStream(Path.Combine(tools.Creator.Folder, "obj/grpc/lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var build = Task.Run(() => tools.Generate(message =>
        {
            if (message.Contains("Waiting for '", StringComparison.Ordinal))
            {
                waits.TrySetResult();
            }
        }));
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(build.IsCompleted);
        BuildManager.DefaultBuildManager.CancelAllSubmissions();

        Assert.False(await build.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(tools.Calls());
    }

    private static bool IsAlive(int process)
    {
        var stat = $"/proc/{process}/stat";

        // One that has ended and was not waited for is dead all the same.
        return File.Exists(stat) && !File.ReadAllText(stat).Split(") ")[^1].StartsWith('Z');
    }
}
