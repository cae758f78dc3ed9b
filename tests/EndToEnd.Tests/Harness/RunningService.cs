using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>A generated server that runs on a free port of the loopback, until it is disposed of.</summary>
internal sealed partial class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // "go run" compiles and links before it starts, beside the builds of other tests. A start that fails is heard of at once.
    private static readonly TimeSpan s_startPatience = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private RunningService(Process process) => _process = process;

    /// <summary>host:port.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Whether it speaks TLS, with the certificates in the project's config/tls.</summary>
    public bool IsSecure { get; private set; }

    public List<string> Lines { get; } = [];

    public static Task<RunningService> StartAsync(TestProject project, params (string Name, string Value)[] environment) =>
        StartAsync(project, "dotnet", [project.At($"bin/Debug/net10.0/{project.Name}.dll")], environment);

    /// <summary>A server in any language, which finds its configuration in the project's folder.</summary>
    public static Task<RunningService> StartAsync(TestProject project, string program, string[] arguments, params (string Name, string Value)[] environment) =>
        StartAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = project.Folder }, [("GRPC_SERVICE__SERVER__ADDRESS", "127.0.0.1:0"), .. environment]);

    /// <summary>Starts a program, and waits until it says where it listens.</summary>
    public static async Task<RunningService> StartAsync(ProcessStartInfo start, params (string Name, string Value)[] environment)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var service = new RunningService(Process.Start(start)!);
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        service._process.OutputDataReceived += (_, line) => service.Take(line.Data, listening);
        service._process.ErrorDataReceived += (_, line) => service.Take(line.Data, listening);
        service._process.EnableRaisingEvents = true;
        service._process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The service ended: " + service.Text()));
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        service.Address = await listening.Task.WaitAsync(s_startPatience);
        return service;
    }

    /// <summary>Waits for a line that it has printed, or will print.</summary>
    public async Task UntilAsync(Func<string, bool> line)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            lock (Lines)
            {
                if (Lines.Exists(text => line(text)))
                {
                    return;
                }

                Assert.True(clock.Elapsed < s_patience, string.Join('\n', Lines));
            }
        }
    }

    /// <summary>SIGTERM, as an orchestrator sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            await Shell.RunAsync("kill", Path.GetTempPath(), "-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync().WaitAsync(s_patience);
        }

        return _process.ExitCode;
    }

    /// <summary>Ends it as a broken machine would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>What it has printed; lines may still come where it has ended.</summary>
    private string Text()
    {
        lock (Lines)
        {
            return string.Join('\n', Lines);
        }
    }

    private void Take(string? line, TaskCompletionSource<string> listening)
    {
        lock (Lines)
        {
            if (line is not null)
            {
                Lines.Add(line);
            }
        }

        if (line is not null && Listening().Match(line) is { Success: true } match)
        {
            Assert.True(IPEndPoint.TryParse(match.Groups[2].Value, out _), line);
            IsSecure = match.Groups[1].Value == "https";
            listening.TrySetResult(match.Groups[2].Value);
        }
    }

    [GeneratedRegex("listening on (https?)://([^\"]+)")]
    private static partial Regex Listening();
}
