using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>The Go of this machine, or one that eng/go-toolchain.mjs unpacks; its caches are shared by all tests.</summary>
internal sealed class GoToolchain
{
    private static readonly Lazy<(GoToolchain? Go, string Reason)> s_found = new(() => FindAsync().GetAwaiter().GetResult());

    private readonly string _path;
    private readonly Dictionary<string, string?> _environment;

    private GoToolchain(string path, Dictionary<string, string?> environment) => (_path, _environment) = (path, environment);

    /// <summary>Null where there is none to be had.</summary>
    public static GoToolchain? Current => s_found.Value.Go;

    /// <summary>Skips the test where there is none.</summary>
    public static GoToolchain Require()
    {
        Skip.If(Current is null, s_found.Value.Reason);
        return Current!;
    }

    /// <summary>Runs <c>go</c>, which must end well.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var result = await Shell.Command(_path, folder, arguments).WithEnvironmentVariables(_environment).ExecuteBufferedAsync();
        Assert.True(result.ExitCode == 0, $"go {string.Join(' ', arguments)}:\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>Runs a module's tests, all of which must pass; where there is a C compiler, with the race detector, which needs one.</summary>
    public async Task TestAsync(string folder, params string[] packages)
    {
        var compiler = (await RunAsync(folder, "env", "CC")).Trim();
        var hasCompiler = System.Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, compiler)));
        var environment = new Dictionary<string, string?>(_environment, StringComparer.Ordinal) { ["CGO_ENABLED"] = hasCompiler ? "1" : "0" };
        string[] arguments = ["test", .. hasCompiler ? new[] { "-race" } : [], "-count=1", .. packages];
        var result = await Shell.Command(_path, folder, arguments).WithEnvironmentVariables(environment).ExecuteBufferedAsync();
        Assert.True(result.ExitCode == 0, $"go {string.Join(' ', arguments)}:\n{result.StandardOutput}\n{result.StandardError}");
    }

    /// <summary>A line of a shell that is to be started where Go and more tools are on the PATH.</summary>
    public ProcessStartInfo Line(string folder, string line, params string[] tools)
    {
        var start = new ProcessStartInfo("bash", ["-euc", line]) { WorkingDirectory = folder };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = string.Join(Path.PathSeparator, [.. tools, _environment["PATH"]]);
        return start;
    }

    /// <summary>What Go's own tools say against the code of a module; empty where they say nothing.</summary>
    public async Task<string> FindingsAsync(string folder)
    {
        var tools = Path.Combine(Repository.Root, "artifacts", "go", "tools");
        await RunAsync(Path.Combine(Repository.Root, "eng", "go-tools"), "build", "-o", tools + Path.DirectorySeparatorChar, "tool");
        var root = (await RunAsync(folder, "env", "GOROOT")).Trim();
        var findings = new List<string>();
        foreach (var (tool, arguments) in new[] { (Path.Combine(root, "bin", "gofmt"), "-l ."), (Path.Combine(tools, "gofumpt"), "-l ."), (_path, "vet ./..."), (Path.Combine(tools, "staticcheck"), "./...") })
        {
            var result = await Shell.Command(tool, folder, arguments.Split(' ')).WithEnvironmentVariables(_environment).ExecuteBufferedAsync();
            findings.AddRange((result.StandardOutput + result.StandardError).Split('\n').Where(line => line.Length > 0).Select(line => $"{Path.GetFileName(tool)}: {line}"));
        }

        return string.Join('\n', findings);
    }

    [SuppressMessage("Performance", "CA1859", Justification = "A pair of which one is null.")]
    private static async Task<(GoToolchain? Go, string Reason)> FindAsync()
    {
        var result = await Shell.RunAsync("node", Repository.Root, "eng/go-toolchain.mjs");
        if (result.ExitCode != 0)
        {
            return (null, result.StandardOutput.Trim());
        }

        var answer = JsonDocument.Parse(result.StandardOutput).RootElement;
        var environment = new Dictionary<string, string?>(Shell.Environment, StringComparer.Ordinal);
        foreach (var variable in answer.GetProperty("environment").EnumerateObject())
        {
            environment[variable.Name] = variable.Value.GetString();
        }

        // Tools of Go's call it themselves.
        var go = answer.GetProperty("go").GetString()!;
        environment["PATH"] = string.Join(Path.PathSeparator, new[] { Path.GetDirectoryName(go), System.Environment.GetEnvironmentVariable("PATH") }.Where(part => part is { Length: > 0 }));
        environment["STATICCHECK_CACHE"] = Path.Combine(Repository.Root, "artifacts", "go", "staticcheck");
        return (new GoToolchain(go, environment), "");
    }
}
