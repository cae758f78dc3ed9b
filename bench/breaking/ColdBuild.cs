using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Bench.Breaking;

/// <summary>The gate's share of a cold generation: the packed SDK over the same repository, with the gate and without, caches empty.</summary>
internal sealed class ColdBuild(Repository repository, string root, string scratch)
{
    public async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "Bench.csproj"), """
            <Project Sdk="Grpc.Service.Sdk/1.0.0">
              <PropertyGroup>
                <GrpcRole>Contracts</GrpcRole>
              </PropertyGroup>
            </Project>
            """);
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            await File.WriteAllTextAsync(Path.Combine(repository.Folder, file), "<Project />\n");
        }

        await File.WriteAllTextAsync(
            Path.Combine(repository.Folder, "nuget.config"),
            $"<configuration><packageSources><add key=\"packed\" value=\"{Path.Combine(root, "artifacts", "packages")}\" /></packageSources></configuration>\n");
        await DotnetAsync("restore", "-v:q");
    }

    public async Task<TimeSpan> RunAsync(bool gate)
    {
        foreach (var stale in new[] { Path.Combine(repository.Folder, "obj", "grpc"), Path.Combine(repository.Folder, "generated"), Path.Combine(scratch, "cold") }.Where(Directory.Exists))
        {
            Directory.Delete(stale, recursive: true);
        }

        var watch = Stopwatch.StartNew();
        await DotnetAsync("build", "--no-restore", "-t:GrpcGenerate", "-v:q", $"-p:GrpcBreaking={(gate ? "true" : "false")}", $"-p:GrpcCachePath={Path.Combine(scratch, "cold")}");
        return watch.Elapsed;
    }

    private async Task DotnetAsync(params string[] arguments)
    {
        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name is "CI" or "GIT_DIR").ToDictionary(name => name, _ => (string?)null);
        variables["NUGET_PACKAGES"] = Path.Combine(root, "artifacts", "nuget");
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        var result = await Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(repository.Folder).WithEnvironmentVariables(variables)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException(result.StandardOutput);
        }
    }
}
