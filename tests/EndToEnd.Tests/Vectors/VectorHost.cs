using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>A program that serves the vectors' contracts; it runs one server at a time, as it is told.</summary>
internal sealed class VectorHost : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _log = [];

    private VectorHost(Process process) => _process = process;

    /// <summary>What the server wrote beside its answers.</summary>
    public string Log => string.Join('\n', _log);

    public static VectorHost Start(string program, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>Starts a server with an empty store.</summary>
    /// <returns>host:port.</returns>
    public async Task<string> StartAsync(VectorFile vector)
    {
        _log.Clear();
        var answer = await AskAsync(new JsonObject
        {
            ["start"] = new JsonObject { ["clock"] = vector.Clock, ["ids"] = vector.Ids.DeepClone(), ["config"] = vector.Config.DeepClone() },
        });
        return (string)answer["address"]!;
    }

    public Task SetClockAsync(string now) => AskAsync(new JsonObject { ["clock"] = now });

    public Task StopAsync() => AskAsync(new JsonObject { ["stop"] = true });

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<JsonObject> AskAsync(JsonObject command)
    {
        await _process.StandardInput.WriteLineAsync(command.ToJsonString());
        await _process.StandardInput.FlushAsync();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            if (line.StartsWith('{'))
            {
                return JsonNode.Parse(line)!.AsObject();
            }

            _log.Add(line);
        }

        throw new InvalidOperationException("The host ended: " + Log);
    }
}
