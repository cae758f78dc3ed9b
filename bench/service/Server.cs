using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>A server that runs until it is disposed of.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(string name, Process process, Uri address) => (Name, _process, Address) = (name, process, address);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The bytes of memory that it holds.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<Server> StartAsync(string name, string[] command, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                // What it goes on to say, a line a call, is read and let go, as a log collector's pipe would.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new(name, process, new Uri(match.Groups[1].Value));
            }
        }

        throw new BenchException($"The {name} server ended with {process.ExitCode} before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A plain line of the one, a line of JSON of the other.</summary>
    [GeneratedRegex(@"listening on (https://[^""\s]+)")]
    private static partial Regex Listening();
}
