using System.Diagnostics;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

[Collection(PackedSdk.Runs)]
public sealed class WatchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    // Longer than dotnet watch takes to see a change: it would start within a fraction of that.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Watch_OneEditOfAProto_IsOneBuildAndTheBuildsOwnOutputIsNone()
    {
        using var project = TestProject.Small();
        (await project.RunAsync("restore")).Succeeded();
        using var watch = Start(project);
        try
        {
            await watch.BuildsAsync(1);
            Assert.True(project.Exists("generated/.grpc-manifest"));

            project.Write("proto/shop/v1/shop.proto", Contracts.Shop.Replace("string name = 2;", "string name = 2;\n  string colour = 3;", StringComparison.Ordinal));
            await watch.BuildsAsync(2);
            Assert.Contains("Colour", project.Read("generated/csharp/Proto/Shop/V1/Shop.cs"), StringComparison.Ordinal);
        }
        finally
        {
            watch.Process.Kill(entireProcessTree: true);
            await watch.Process.WaitForExitAsync();
        }
    }

    private static Watcher Start(TestProject project)
    {
        var start = new ProcessStartInfo("dotnet", ["watch", "--verbose", "--non-interactive", "build", "--no-restore"])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Shell.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["GrpcCachePath"] = project.Cache;
        start.Environment["DOTNET_WATCH_SUPPRESS_EMOJIS"] = "1";
        return new Watcher(Process.Start(start)!);
    }

    private sealed class Watcher : IDisposable
    {
        private readonly List<string> _lines = [];

        public Watcher(Process process)
        {
            Process = process;
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.ErrorDataReceived += (_, line) => Take(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public Process Process { get; }

        /// <summary>Waits until that many builds have ended, and then sees that no other one starts.</summary>
        public async Task BuildsAsync(int count)
        {
            var watch = Stopwatch.StartNew();
            while (Count("Waiting for a file to change") < count)
            {
                Assert.True(watch.Elapsed < s_patience && !Process.HasExited, Log());
                await Task.Delay(100);
            }

            await Task.Delay(s_quiet);
            Assert.True(Count("with arguments 'build") == count && Count("Build succeeded.") == count, Log());
        }

        public void Dispose() => Process.Dispose();

        private int Count(string text)
        {
            lock (_lines)
            {
                return _lines.Count(line => line.Contains(text, StringComparison.Ordinal));
            }
        }

        private string Log()
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }

        private void Take(string? line)
        {
            lock (_lines)
            {
                _lines.Add(line ?? "");
            }
        }
    }
}
