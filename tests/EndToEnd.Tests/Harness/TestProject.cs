using System.Text;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>A little real project of a stranger: the packed SDK from a folder feed, in a folder that is nobody's.</summary>
internal sealed class TestProject : IDisposable
{
    private const string Isolation = "<Project />\n";
    private readonly string _home = Path.Combine(Path.GetTempPath(), "grpc-sdk-e2e", Guid.NewGuid().ToString("N")[..8]);
    private int _builds;

    /// <param name="name">The project's name and its folder's.</param>
    public TestProject(string name = "Shop", string body = "")
    {
        Name = name;
        Folder = Path.Combine(_home, name);
        Write(name + ".csproj", body.Length == 0
            ? """<Project Sdk="Grpc.Service.Sdk/1.0.0" />"""
            : $"""<Project Sdk="Grpc.Service.Sdk/1.0.0">{body}</Project>""");
        Write("../Directory.Build.props", Isolation);
        Write("../Directory.Build.targets", Isolation);
        Write("../Directory.Packages.props", Isolation);

        // Not in the project's own folder: NuGet itself cannot read a configuration below a folder with a semicolon.
        Write("../nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Repository.Packages}" />
              </packageSources>
            </configuration>
            """);
    }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>Variables that builds see beside a clean environment: a CI's, say.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public string Cache => Path.Combine(_home, "cache");

    public static TestProject WithProtos(params (string Path, string Text)[] protos)
    {
        var project = new TestProject();
        foreach (var (path, text) in protos)
        {
            project.Write("proto/" + path, text);
        }

        return project;
    }

    /// <summary>One small contract, right by every rule.</summary>
    public static TestProject Small(string body = "", string name = "Shop")
    {
        var project = new TestProject(name, body);
        project.Write("proto/shop/v1/shop.proto", Contracts.Shop);
        return project;
    }

    public string At(string path) => Path.Combine(Folder, path);

    public TestProject Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public TestProject Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), bytes);
        return this;
    }

    /// <summary>The <c>google/api</c> files that annotated contracts import.</summary>
    public TestProject WriteGoogleProtos()
    {
        foreach (var file in new[] { "google/api/field_behavior.proto", "google/api/resource.proto" })
        {
            Write("proto/" + file, File.ReadAllBytes(Path.Combine(Repository.GoogleProtos, file)));
        }

        return this;
    }

    public string Read(string path) => File.ReadAllText(At(path));

    public bool Exists(string path) => File.Exists(At(path));

    /// <summary>Every file but those of bin and obj, by path, with its text.</summary>
    public SortedDictionary<string, string> Tree(string below = "") => new(
        Directory.EnumerateFiles(At(below), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .ToDictionary(path => path, Read),
        StringComparer.Ordinal);

    public Task<BuildResult> BuildAsync(params string[] arguments) => RunAsync("build", arguments);

    public async Task<BuildResult> RunAsync(string verb, params string[] arguments)
    {
        var log = Path.Combine(_home, $"{++_builds}.binlog");
        string[] all = [verb, $"-p:GrpcCachePath={Cache}", "-bl:" + log, .. arguments];
        var variables = new Dictionary<string, string?>(Shell.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in Environment)
        {
            variables[name] = value;
        }

        var result = await Shell.Command("dotnet", Folder, all).WithEnvironmentVariables(variables).ExecuteBufferedAsync();
        return BuildResult.Read(log, result.ExitCode, result.StandardOutput + result.StandardError);
    }

    /// <summary>Runs git in the project's folder, as a person with a name.</summary>
    public async Task<string> GitAsync(params string[] arguments)
    {
        var result = await Shell.RunAsync("git", Folder, ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main", .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        return result.StandardOutput.Trim();
    }

    /// <summary>Everything as one commit, in a new repository where there is none.</summary>
    public async Task CommitAsync(string message)
    {
        if (!Directory.Exists(At(".git")))
        {
            await GitAsync("init", "-q");
            Write(".gitignore", "bin/\nobj/\ngenerated/\n");
        }

        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "--allow-empty", "-m", message);
    }

    public void Dispose()
    {
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }
    }
}
