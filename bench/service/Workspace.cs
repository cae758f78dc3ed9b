using System.Reflection;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>The folder with both servers, set up as a stranger's would be and built for release.</summary>
internal sealed class Workspace(string repository)
{
    private readonly string _root = Path.Combine(repository, "artifacts", "bench", "service");

    /// <summary>The certificates that the build of the generated server made; both servers and the client use them.</summary>
    public string Tls => Path.Combine(_root, "generated", "config", "tls");

    public string Generated => Path.Combine(_root, "generated");

    public string GeneratedServer => Path.Combine(_root, "generated", "bin", "Release", "net10.0", "Echo.dll");

    public string MinimalServer => Path.Combine(_root, "minimal", "bin", "Release", "net10.0", "Minimal.dll");

    public async Task CreateAsync()
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
        Copy("generated");
        Copy("minimal");
        await BuildAsync("generated", "Echo.csproj");
        await BuildAsync("minimal", "Minimal.csproj", $"-p:GrpcVersion={Version("Grpc.AspNetCore.Server")}", $"-p:ProtobufVersion={Version("Google.Protobuf")}");
    }

    private static string Version(string package) => typeof(Workspace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == package).Value!;

    private void Copy(string name)
    {
        var source = Path.Combine(repository, "bench", "service", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_root, name, Path.GetRelativePath(source, file));
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
