using System.Diagnostics;
using System.Text.Json.Nodes;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>A program that serves the vectors' contracts, built from the package; it runs one server at a time, as it is told.</summary>
internal sealed class VectorHost : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestProject _project;
    private readonly Process _process;
    private readonly List<string> _log = [];

    private VectorHost(TestProject project, Process process) => (_project, _process) = (project, process);

    /// <summary>What the server wrote beside its answers.</summary>
    public string Log => string.Join('\n', _log);

    public static async Task<VectorHost> BuildAsync()
    {
        var project = new TestProject("Vectors");
        foreach (var contract in Directory.EnumerateDirectories(Path.Combine(VectorFile.Folder, "contracts")))
        {
            foreach (var file in Directory.EnumerateFiles(contract, "*.proto", SearchOption.AllDirectories))
            {
                project.Write("proto/" + Path.GetRelativePath(contract, file), File.ReadAllBytes(file));
            }
        }

        project.WriteGoogleProtos();
        project.Write("Program.cs", File.ReadAllBytes(Path.Combine(VectorFile.Folder, "hosts", "csharp", "Program.cs")));
        var build = (await project.BuildAsync()).Succeeded();
        Assert.Empty(build.Diagnostics);

        var start = new ProcessStartInfo("dotnet", [project.At("bin/Debug/net10.0/Vectors.dll")])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new(project, Process.Start(start)!);
    }

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
        _project.Dispose();
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
