using System.Diagnostics;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>
/// One program a language, all of one build: it serves the contract of tests/data/peers, or calls it. Built by the first
/// test that asks; tests/data/peers/README.md has what passes between a program and the tests.
/// </summary>
public sealed class PeerPrograms : IAsyncLifetime
{
    public const string CSharp = "csharp";
    public const string Go = "go";

    private static readonly string s_data = Path.Combine(Repository.Root, "tests", "data", "peers");

    private readonly Dictionary<string, PeerClient> _clients = [];
    private readonly Dictionary<string, PeerServer> _servers = [];
    private readonly Lazy<Task<TestProject>> _built = new(BuildAsync);

    /// <summary>Every language, for tests of one side.</summary>
    public static TheoryData<string> Languages => [CSharp, Go];

    /// <summary>Server and client: each language with itself, and with C#; C# with itself is what tests/CSharp.Tests are about.</summary>
    public static TheoryData<string, string> Pairs => new() { { Go, CSharp }, { CSharp, Go }, { Go, Go } };

    /// <summary>Those of the pairs that are of two languages, for what takes its time and hardly depends on the other side.</summary>
    public static TheoryData<string, string> Crossed => new() { { Go, CSharp }, { CSharp, Go } };

    /// <summary>The command that starts a language's program; skips the test where the language is not here.</summary>
    internal async Task<ProcessStartInfo> ProgramAsync(string language, params string[] arguments)
    {
        if (language == Go)
        {
            GoToolchain.Require();
        }

        var project = await _built.Value;
        return language == Go ? new(GoProgram(project), arguments) : new("dotnet", [project.At("bin/Debug/net10.0/Peers.dll"), .. arguments]);
    }

    /// <summary>The language's client, one process for all tests.</summary>
    internal async Task<PeerClient> ClientAsync(string language)
    {
        var program = await ProgramAsync(language, "call");
        if (!_clients.TryGetValue(language, out var client))
        {
            _clients[language] = client = PeerClient.Start(program);
        }

        return client;
    }

    /// <summary>
    /// A server of the language without TLS that many tests call, since one takes a second to start. What a test counts there,
    /// it counts under a name of its own.
    /// </summary>
    internal async Task<PeerServer> SharedServerAsync(string language)
    {
        await ProgramAsync(language);
        if (!_servers.TryGetValue(language, out var server))
        {
            _servers[language] = server = await PeerServer.StartAsync(this, language);
        }

        return server;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        if (_built.IsValueCreated)
        {
            (await _built.Value).Dispose();
        }
    }

    private static async Task<TestProject> BuildAsync()
    {
        var languages = GoToolchain.Current is null ? "csharp" : "csharp;go";
        var project = new TestProject("Peers", $"<PropertyGroup><GrpcLanguages>{languages}</GrpcLanguages><GrpcEntryPoint>false</GrpcEntryPoint></PropertyGroup>");
        Copy("proto", "proto");
        Copy("csharp", ".");
        var build = (await project.BuildAsync()).Succeeded();
        Assert.Empty(build.Diagnostics);
        if (GoToolchain.Current is { } go)
        {
            Copy("go", "generated/go/cmd/peer");
            await go.RunAsync(project.At("generated/go"), "build", "-mod=readonly", "-o", GoProgram(project), "./cmd/peer");
        }

        return project;

        void Copy(string from, string to)
        {
            var folder = Path.Combine(s_data, from);
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                project.Write($"{to}/{Path.GetRelativePath(folder, file)}", File.ReadAllBytes(file));
            }
        }
    }

    private static string GoProgram(TestProject project) => project.At("bin/peer" + (OperatingSystem.IsWindows() ? ".exe" : ""));
}
