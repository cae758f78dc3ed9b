using System.Diagnostics;
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

    public async Task AddAsync(Candidate candidate, IContracts contracts, int files)
    {
        Directory.CreateDirectory(Folder(candidate));
        if (candidate.Name != Candidate.EmptyName)
        {
            await contracts.WriteAsync(Path.Combine(Folder(candidate), "proto"), files);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder(candidate), "Bench.csproj"), candidate.Project);
        await DotnetAsync(candidate, "restore", "-nologo", "-v:quiet");
    }

    /// <summary>Nothing generated and nothing compiled, but all restored.</summary>
    public void MakeCold(Candidate candidate)
    {
        var folder = Folder(candidate);
        foreach (var stale in Directory.EnumerateDirectories(Path.Combine(folder, "obj"))
            .Concat([Path.Combine(folder, "bin"), Path.Combine(folder, "generated")])
            .Where(Directory.Exists))
        {
            Directory.Delete(stale, recursive: true);
        }
    }

    /// <summary>A field more in a message of the file, each time another one.</summary>
    public void Touch(Candidate candidate, IContracts contracts, int run)
    {
        var file = Path.Combine(Folder(candidate), "proto", contracts.Touched);
        if (File.Exists(file))
        {
            File.AppendAllText(file, $"\n// Edit {run}.\nmessage Edit{(char)('A' + run)} {{\n  string value = 1;\n}}\n");
        }
    }

    /// <param name="compile">False stops before the compiler, which would take minutes over what large contracts make.</param>
    /// <returns>The path of the binary log.</returns>
    public async Task<string> BuildAsync(Candidate candidate, string name, bool compile)
    {
        var log = Path.Combine(Folder(candidate), $"{name}.binlog");
        string[] target = compile ? [] : ["-t:BeforeCompile"];
        await DotnetAsync(candidate, ["build", "--no-restore", "-nologo", "-v:quiet", $"-bl:{log};ProjectImports=None", .. target]);
        return log;
    }

    /// <summary>What the tools themselves need for an edit: Buf over everything, protoc over the file and those that import it.</summary>
    public async Task<TimeSpan> EditFloorAsync(Candidate candidate, IContracts contracts)
    {
        var tools = ToolsOver(candidate);
        var watch = Stopwatch.StartNew();
        await tools.BufAsync("build", "-o", tools.Output("image.binpb"));
        await tools.ProtocAsync("edit", Importers(tools.Root, contracts.Touched));
        return watch.Elapsed;
    }

    /// <summary>
    /// What the tools themselves need for everything, and nothing else beside them: protoc compiles, then a protoc a core generates, from the image,
    /// which is the least that the contracts can be had for.
    /// </summary>
    /// <param name="lint">Buf lints meanwhile.</param>
    public async Task<TimeSpan> ColdFloorAsync(Candidate candidate, IContracts contracts, bool lint)
    {
        var tools = ToolsOver(candidate);
        string[] files = [.. Directory.EnumerateFiles(tools.Root, "*.proto", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tools.Root, file).Replace('\\', '/'))
            .Where(file => !contracts.Shared.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        var watch = Stopwatch.StartNew();
        var linting = lint ? tools.BufAsync("lint") : Task.CompletedTask;
        await tools.CompileAsync("contract.binpb", files);
        await Task.WhenAll(
            files.Select((file, index) => (file, index)).GroupBy(pair => pair.index % System.Environment.ProcessorCount, pair => pair.file)
                .Select(shard => tools.ProtocAsync($"cold{shard.Key}", shard, "contract.binpb")));
        await linting;
        return watch.Elapsed;
    }

    private Tools ToolsOver(Candidate candidate) =>
        new(Path.Combine(Folder(candidate), "proto"), Path.Combine(_root, "floor"), Path.Combine(repository, "artifacts", "tools", "buf"), _packages);

    private static HashSet<string> Importers(string root, string touched)
    {
        var texts = Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText);
        var found = new HashSet<string>(StringComparer.Ordinal) { touched };
        for (var before = 0; before < found.Count;)
        {
            before = found.Count;
            found.UnionWith(texts.Where(text => found.Any(path => text.Value.Contains($"import \"{path}\";", StringComparison.Ordinal))).Select(text => text.Key).ToArray());
        }

        return found;
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
