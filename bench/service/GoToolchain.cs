using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>The Go that eng/go-toolchain.mjs finds or unpacks.</summary>
internal sealed class GoToolchain(string program, Dictionary<string, string?> environment)
{
    public static async Task<GoToolchain> FindAsync(string repository)
    {
        var found = await Cli.Wrap("node").WithArguments("eng/go-toolchain.mjs").WithWorkingDirectory(repository).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (found.ExitCode != 0)
        {
            throw new BenchException(found.StandardOutput.Trim());
        }

        var answer = JsonDocument.Parse(found.StandardOutput).RootElement;
        return new(answer.GetProperty("go").GetString()!, answer.GetProperty("environment").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString()));
    }

    /// <summary>Builds all commands of a module, as it is, into a folder.</summary>
    public async Task BuildAsync(string module, string output)
    {
        var result = await Cli.Wrap(program)
            .WithArguments(["build", "-mod=readonly", "-o", output, "./..."])
            .WithWorkingDirectory(module)
            .WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        if (result.ExitCode != 0)
        {
            throw new BenchException($"The Go servers do not build:\n{result.StandardError}");
        }
    }
}
