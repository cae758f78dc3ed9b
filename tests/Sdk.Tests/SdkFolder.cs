using System.IO.Compression;
using System.Reflection;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Build.Locator;

namespace Grpc.Service.Sdk.Targets;

/// <summary>The SDK as it is packed, unpacked; and the MSBuild of the .NET SDK in this process, one build at a time.</summary>
public sealed class SdkFolder : IAsyncLifetime
{
    public const string Collection = "MSBuild in process";

    static SdkFolder()
    {
        if (!MSBuildLocator.IsRegistered)
        {
            MSBuildLocator.RegisterDefaults();
        }
    }

    public static string RepositoryRoot { get; } = typeof(SdkFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Package folders that hold the tools: those of this machine and of the end-to-end tests.</summary>
    public string ToolPackages { get; private set; } = "";

    public string Path { get; } = Directory.CreateTempSubdirectory("grpc-sdk-package-").FullName;

    /// <summary>A restored package's folder.</summary>
    public string Package(string id) => ToolPackages.Split(';').Select(folder => System.IO.Path.Combine(folder, id)).Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories).First();

    /// <summary>The real buf or protoc.</summary>
    public string Tool(string name)
    {
        var path = ToolPackages.Split(';').SelectMany(folder => Real(folder, name)).First();
        if (!OperatingSystem.IsWindows())
        {
            // Unpacked by us, it has no execute bit.
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }

    public async Task InitializeAsync()
    {
        foreach (var project in new[] { "src/Sdk", "src/Tools", "src/Tools.Go" })
        {
            var pack = await Cli.Wrap("dotnet").WithArguments(["pack", project, "-c", "Release", "-v:q"]).WithWorkingDirectory(RepositoryRoot)
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
            Assert.True(pack.ExitCode == 0, pack.StandardOutput);
        }

        var packages = System.IO.Path.Combine(RepositoryRoot, "artifacts", "packages");
        await ZipFile.ExtractToDirectoryAsync(System.IO.Path.Combine(packages, "Grpc.Service.Sdk.1.0.0.nupkg"), Path);
        foreach (var pack in Directory.EnumerateFiles(packages, "Grpc.Service.Sdk.Tools.*.nupkg"))
        {
            var id = System.IO.Path.GetFileName(pack)[..^".1.0.0.nupkg".Length].ToLowerInvariant();
            await ZipFile.ExtractToDirectoryAsync(pack, System.IO.Path.Combine(Path, "packs", id, "1.0.0"));
        }

        var global = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        ToolPackages = $"{System.IO.Path.Combine(Path, "packs")};{global}";
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Real(string folder, string tool)
    {
        var owner = System.IO.Path.Combine(folder, tool == "protoc" ? "grpc.tools" : "");
        return !Directory.Exists(owner) ? [] : Directory.EnumerateFiles(owner, tool, SearchOption.AllDirectories)
            .Where(path => tool != "protoc" || path.Contains("2.85.0", StringComparison.Ordinal))
            .Where(path => tool != "protoc" || path.Contains(OperatingSystem.IsMacOS() ? "macosx" : "linux_x64", StringComparison.Ordinal));
    }
}

[CollectionDefinition(SdkFolder.Collection, DisableParallelization = true)]
public sealed class SdkFolderCollection : ICollectionFixture<SdkFolder>;
