using System.Reflection;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>The folder with both servers, set up as a stranger's would be and built for release.</summary>
internal sealed class Workspace(string repository)
{
    private readonly string _root = Path.Combine(repository, "artifacts", "bench", "service");

    /// <summary>The certificates that the build of the generated server made; both servers and the client use them.</summary>
    public string Tls => Path.Combine(Generated, "config", "tls");

    /// <summary>The generated server's project, with its configuration.</summary>
    public string Generated => Path.Combine(_root, "generated");

    /// <summary>How the generated server is started.</summary>
    public string[] GeneratedServer { get; private set; } = [];

    /// <summary>How the minimal one is.</summary>
    public string[] MinimalServer { get; private set; } = [];

    public async Task CreateAsync(bool isGo)
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }

        Directory.CreateDirectory(_root);
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
        Copy("generated", "generated");
        await (isGo ? CreateGoAsync() : CreateCSharpAsync());
    }

    private async Task CreateCSharpAsync()
    {
        Copy("minimal", "minimal");
        await BuildAsync("generated", "Echo.csproj");
        await BuildAsync("minimal", "Minimal.csproj", $"-p:GrpcVersion={Version("Grpc.AspNetCore.Server")}", $"-p:ProtobufVersion={Version("Google.Protobuf")}");
        GeneratedServer = ["dotnet", Path.Combine(Generated, "bin", "Release", "net10.0", "Echo.dll")];
        MinimalServer = ["dotnet", Path.Combine(_root, "minimal", "bin", "Release", "net10.0", "Minimal.dll"), Tls];
    }

    /// <summary>Both are commands of one module, which requires the generated one: they share its stubs and its versions.</summary>
    private async Task CreateGoAsync()
    {
        await BuildAsync("generated", "Echo.csproj", "-p:WithGo=true");
        Copy("go", "generated/handlers/go");
        var (generated, own) = (Path.Combine(Generated, "generated", "go"), Path.Combine(Generated, "handlers", "go"));
        File.Copy(Path.Combine(generated, "go.sum"), Path.Combine(own, "go.sum"));
        File.WriteAllText(Path.Combine(own, "go.mod"), File.ReadAllText(Path.Combine(generated, "go.mod")).Replace(
            "module example.com/echo\n", "module echo-bench\n\nrequire example.com/echo v0.0.0\n\nreplace example.com/echo => ../../generated/go\n", StringComparison.Ordinal));
        var programs = Path.Combine(_root, "bin") + Path.DirectorySeparatorChar;
        await (await GoToolchain.FindAsync(repository)).BuildAsync(own, programs);
        GeneratedServer = [programs + "generated"];
        MinimalServer = [programs + "minimal", Tls];
    }

    private static string Version(string package) => typeof(Workspace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == package).Value!;

    private void Copy(string name, string to)
    {
        var source = Path.Combine(repository, "bench", "service", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_root, to, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task BuildAsync(string name, string project, params string[] properties)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments(["build", project, "-c", "Release", "-nologo", "-v:quiet", .. properties])
            .WithWorkingDirectory(Path.Combine(_root, name))
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["NUGET_PACKAGES"] = Path.Combine(repository, "artifacts", "nuget"), ["MSBUILDDISABLENODEREUSE"] = "1" })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        if (result.ExitCode != 0)
        {
            throw new BenchException($"{name} does not build:\n{result.StandardOutput}{result.StandardError}");
        }
    }
}
