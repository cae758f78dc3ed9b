using System.Diagnostics;
using System.Text;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>A build in a process group of its own, which a test can interrupt or kill while it runs.</summary>
internal sealed class RunningBuild : IDisposable
{
    // Builds of other tests run beside it, on machines of all kinds; only one that hangs takes this long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private RunningBuild(Process process) => _process = process;

    /// <summary>What it said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int Id => _process.Id;

    /// <param name="arguments">Of <c>dotnet</c>.</param>
    public static RunningBuild Start(TestProject project, params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "this host has no /proc, or other signals");

        // A test run in the background of a shell ignores SIGINT, and its children would too.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", "dotnet", .. arguments])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Shell.Environment)
        {
            start.Environment[name] = value;
        }

        var build = new RunningBuild(new Process { StartInfo = start });
        build._process.OutputDataReceived += build.Take;
        build._process.ErrorDataReceived += build.Take;
        build._process.Start();
        build._process.BeginOutputReadLine();
        build._process.BeginErrorReadLine();
        return build;
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(2))
        {
            Assert.True(clock.Elapsed < s_patience && !_process.HasExited, $"never came to it that {what}:\n{Output}");
        }
    }

    /// <summary>As Ctrl+C does, but to the build's own process alone: it must end its children itself.</summary>
    public Task InterruptAsync() => SignalAsync("INT", $"{Id}");

    /// <summary>Everything at once, as a machine that is switched off; a build that has just ended is off already.</summary>
    public async Task KillAsync()
    {
        await Shell.RunAsync("bash", "/", "-c", $"kill -s KILL -- -{Id}");
        await WaitAsync();
    }

    /// <summary>The build's own process alone: what it started lives on.</summary>
    public async Task KillAloneAsync()
    {
        await SignalAsync("KILL", $"{Id}");
        while (IsAlive(Id))
        {
            await Task.Delay(5);
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public static bool IsAlive(int process)
    {
        try
        {
            // One that has ended and was not waited for is dead all the same.
            return !File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <param name="target">A process id, or a group's with a minus.</param>
    public static async Task SignalAsync(string signal, string target)
    {
        var sent = await Shell.RunAsync("bash", "/", "-c", $"kill -s {signal} -- {target}");
        Assert.True(sent.ExitCode == 0, sent.StandardError);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            SignalAsync("KILL", $"-{Id}").GetAwaiter().GetResult();
        }

        _process.Dispose();
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Append(line.Data).Append('\n');
        }
    }
}
