using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>The folder with one project a candidate, all over the same contracts, set up as a stranger's would be.</summary>
internal sealed class Workspace(string repository)
{
    private readonly string _root = Path.Combine(repository, "artifacts", "bench", "generation");
    private readonly string _packages = Path.Combine(repository, "artifacts", "nuget");

    /// <summary>What a CI says in the environment changes what the SDK does, and git's variables where it looks.</summary>
    private static readonly string[] _foreignVariables = ["CI_", "GITHUB_", "BUILD_", "SYSTEM_", "BITBUCKET_", "GIT_"];

    public void Create()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }

        Directory.CreateDirectory(_root);

        // Empty ones end MSBuild's search upward, or the repository's own would apply here.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(Path.Combine(_root, file), "<Project />\n");
        }

        File.WriteAllText(Path.Combine(_root, "nuget.config"), """
            <configuration>
              <packageSources>
                <add key="packed" value="../../packages" />
              </packageSources>
            </configuration>
            """);
    }

    public async Task AddAsync(Candidate candidate, int files)
    {
        Contracts.Write(Path.Combine(Folder(candidate), "proto"), files);
        await File.WriteAllTextAsync(Path.Combine(Folder(candidate), "Bench.csproj"), candidate.Project);
        await DotnetAsync(candidate, "restore", "-nologo", "-v:quiet");
    }

    /// <summary>Builds with nothing generated and nothing compiled, but all restored; returns the path of the binary log.</summary>
    public async Task<string> BuildColdAsync(Candidate candidate, int run)
    {
        var folder = Folder(candidate);
        foreach (var stale in Directory.EnumerateDirectories(Path.Combine(folder, "obj"))
            .Concat([Path.Combine(folder, "bin"), Path.Combine(folder, "generated")])
            .Where(Directory.Exists))
        {
            Directory.Delete(stale, recursive: true);
        }

        var log = Path.Combine(folder, $"run{run}.binlog");
        await DotnetAsync(candidate, "build", "--no-restore", "-nologo", "-v:quiet", $"-bl:{log};ProjectImports=None");
        return log;
    }

    public (int Files, long Bytes) Generated(Candidate candidate)
    {
        // obj has a few C# files of the compiler's own, which every project gets.
        var files = new DirectoryInfo(Path.Combine(Folder(candidate), candidate.GeneratedFolder))
            .EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Name.StartsWith("Bench.", StringComparison.Ordinal) && !file.Name.StartsWith('.'))
            .ToArray();
        return files.Length > 0
            ? (files.Length, files.Sum(file => file.Length))
            : throw new BenchException($"{candidate.Name} built, but generated no C# below '{candidate.GeneratedFolder}'.");
    }

    private string Folder(Candidate candidate) => Path.Combine(_root, candidate.Name.Replace(", ", "-").Replace(' ', '-').ToLowerInvariant());

    private async Task DotnetAsync(Candidate candidate, params string[] arguments)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments(arguments)
            .WithWorkingDirectory(Folder(candidate))
            .WithEnvironmentVariables(Environment())
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);
        if (result.ExitCode != 0)
        {
            throw new BenchException($"`dotnet {string.Join(' ', arguments)}` failed for {candidate.Name}:\n{result.StandardOutput}{result.StandardError}");
        }
    }

    private Dictionary<string, string?> Environment()
    {
        var variables = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name == "CI" || _foreignVariables.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(name => name, _ => (string?)null);
        variables["NUGET_PACKAGES"] = _packages;
        // Nodes that stay would keep the task assembly of before, and one side's warm process would serve the other.
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        variables["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        return variables;
    }
}
