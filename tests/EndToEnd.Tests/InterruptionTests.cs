using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Builds that are cancelled, killed or meet another: the last whole output stays, and the next build is right.</summary>
[Collection(PackedSdk.Runs)]
public sealed class InterruptionTests
{
    [SkippableTheory]
    [InlineData("buf build")]
    [InlineData("protoc")]
    public async Task Build_Interrupted_EndsItsToolsAndLeavesTheLastOutput(string stage)
    {
        using var scene = await Scene.CreateAsync(files: 1);
        var before = scene.Project.Tree("generated");
        scene.Change();
        scene.Tools.HangAt(stage);

        using var build = scene.Start();
        var child = await scene.Tools.ThereAsync(build);
        await build.InterruptAsync();

        Assert.NotEqual(0, await build.WaitAsync());
        Assert.False(RunningBuild.IsAlive(child));
        Assert.Equal(before, scene.Project.Tree("generated"));
        Assert.DoesNotContain(": error ", build.Output, StringComparison.Ordinal);
        await scene.NextIsRightAsync();
    }

    [SkippableFact]
    public async Task Build_KilledAtAnyStage_IsMadeWholeByTheNext()
    {
        using var scene = await Scene.CreateAsync(files: 150);
        foreach (var stage in new[] { "buf build", "buf lint", "protoc" })
        {
            scene.Change();
            scene.Tools.HangAt(stage);
            using var build = scene.Start();
            await scene.Tools.ThereAsync(build);
            await build.KillAsync();
            await scene.NextIsRightAsync();
        }

        // What comes after the tools goes by in milliseconds, so it is met at several moments from when the first file arrives. The
        // folder may be gone before anyone looks, so the file system tells of it; a build that is through by then must be right all the same.
        foreach (var pause in new[] { 0, 5, 10, 15, 25 })
        {
            scene.Change();
            using var watcher = new FileSystemWatcher(scene.Project.At("generated"), ".grpc-incoming");
            var arriving = new TaskCompletionSource();
            watcher.Created += (_, _) => arriving.TrySetResult();
            watcher.EnableRaisingEvents = true;
            using var build = scene.Start();
            await arriving.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await Task.Delay(pause);
            await build.KillAsync();
            await scene.NextIsRightAsync();
        }
    }

    [SkippableFact]
    public async Task Build_KilledBeforeItsStateWasWritten_IsRightAlsoWhenTheContractGoesBack()
    {
        using var scene = await Scene.CreateAsync(files: 1);
        var state = scene.Project.Read("obj/grpc/state.json");
        scene.Change();
        await scene.NextIsRightAsync();

        // As a kill leaves it that comes after the last file and before the state.
        scene.Project.Write("obj/grpc/state.json", state);
        scene.Change();

        await scene.NextIsRightAsync();
    }

    [SkippableFact]
    public async Task Build_KilledWithoutItsTools_IsNotDisturbedByThem()
    {
        using var scene = await Scene.CreateAsync(files: 1);
        scene.Change();
        scene.Tools.HangAt("protoc");
        using var build = scene.Start();
        var orphan = await scene.Tools.ThereAsync(build);
        var place = scene.ProtocOutput();
        await build.KillAloneAsync();
        Assert.True(RunningBuild.IsAlive(orphan));

        scene.Tools.HangAt("protoc");
        using var next = scene.Start();
        await scene.Tools.ThereAsync(next);

        Assert.NotEqual(place, scene.ProtocOutput());
        Assert.False(Directory.Exists(scene.Project.At("obj/grpc/" + place)));
        await next.KillAsync();
        await RunningBuild.SignalAsync("KILL", $"{orphan}");
        await scene.NextIsRightAsync();
    }

    [SkippableFact]
    public async Task TwoBuilds_OfOneProject_WaitForEachOtherAndSaySo()
    {
        using var scene = await Scene.CreateAsync(files: 1);
        scene.Change();
        scene.Tools.HangAt("protoc");
        using var first = scene.Start();
        var child = await scene.Tools.ThereAsync(first);
        using var second = scene.Start();
        await second.UntilAsync(() => second.Output.Contains("Waiting for '", StringComparison.Ordinal), "it says that it waits");
        Assert.Contains($"', which the build in process {first.Id} holds.", second.Output, StringComparison.Ordinal);

        // The first loses its tool and fails; the second finds the work undone, and does it.
        scene.Tools.HangAt(null);
        await RunningBuild.SignalAsync("KILL", $"{child}");

        Assert.NotEqual(0, await first.WaitAsync());
        Assert.True(await second.WaitAsync() == 0, second.Output);
        await scene.NextIsRightAsync();
    }

    [SkippableFact]
    public async Task TwoBuilds_AtTheSameTime_DoTheWorkOnce()
    {
        using var scene = await Scene.CreateAsync(files: 1);
        scene.Change();
        using var first = scene.Start();
        using var second = scene.Start();

        Assert.True(await first.WaitAsync() == 0, first.Output);
        Assert.True(await second.WaitAsync() == 0, second.Output);
        Assert.Single([first, second], build => build.Output.Contains(" written", StringComparison.Ordinal));
        await scene.NextIsRightAsync();
    }

    /// <summary>A project that goes to and fro between two contracts, of each of which is known what a build from nothing makes.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly int _files;
        private readonly SortedDictionary<string, string>[] _whole = new SortedDictionary<string, string>[2];
        private int _now;

        private Scene(int files)
        {
            _files = files;
            Project = new TestProject();
            Tools = new HangingTools(Project);
        }

        public TestProject Project { get; }

        public HangingTools Tools { get; }

        public static async Task<Scene> CreateAsync(int files)
        {
            var scene = new Scene(files);
            for (var contract = 0; contract < 2; contract++)
            {
                scene.Change();
                (await scene.Project.BuildAsync(["-t:GrpcGenerate", "-restore", .. scene.Tools.Arguments])).Succeeded();
                scene._whole[scene._now] = scene.Project.Tree("generated");
                if (contract == 0)
                {
                    Directory.Delete(scene.Project.At("generated"), recursive: true);
                    Directory.Delete(scene.Project.At("obj/grpc"), recursive: true);
                }
            }

            Assert.NotEqual(scene._whole[0], scene._whole[1]);
            return scene;
        }

        /// <summary>Every proto, so that every file is written anew.</summary>
        public void Change()
        {
            _now = 1 - _now;
            for (var file = 0; file < _files; file++)
            {
                Project.Write($"proto/shop/v1/f{file}.proto", Contracts.Message("shop.v1", $"message M{file} {{\n  string field_{_now} = 1;\n}}"));
            }
        }

        public RunningBuild Start() => RunningBuild.Start(
            Project, ["build", "--no-restore", "-t:GrpcGenerate", "-v:n", $"-p:GrpcCachePath={Project.Cache}", .. Tools.Arguments]);

        /// <summary>Where protoc was told to write, below <c>obj/grpc</c>.</summary>
        public string ProtocOutput() => File.ReadAllLines(Project.At("obj/grpc/protoc-csharp-0.args"))
            .First(line => line.StartsWith("--csharp_out=", StringComparison.Ordinal))["--csharp_out=".Length..];

        /// <summary>The next build says nothing of edits, and leaves what a build from nothing makes.</summary>
        public async Task NextIsRightAsync()
        {
            Tools.HangAt(null);
            var next = (await Project.BuildAsync(["--no-restore", "-t:GrpcGenerate", .. Tools.Arguments])).Succeeded();
            Assert.Empty(next.Diagnostics);
            Assert.Equal(_whole[_now], Project.Tree("generated"));
        }

        public void Dispose() => Project.Dispose();
    }
}
