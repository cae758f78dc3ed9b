using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>What the defaults answer, by data that every language is held against.</summary>
[Collection(PackedSdk.Runs)]
public sealed class VectorTests(VectorTests.Hosts hosts) : IClassFixture<VectorTests.Hosts>
{
    private static readonly string[] s_files = [.. Directory.EnumerateFiles(VectorFile.Folder, "*.json").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. s_files.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public Task CSharp(string file) => RunAsync(hosts.CSharp, file);

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public Task Go(string file)
    {
        GoToolchain.Require();
        return RunAsync(hosts.Go!, file);
    }

    /// <summary>Every method of the contracts has a part: one that none calls proves nothing.</summary>
    [Fact]
    public void Vectors_CallEveryMethod()
    {
        var called = s_files.SelectMany(file => VectorFile.Read(file).Steps).Select(step => (string?)step["method"]);

        Assert.Empty(VectorContracts.Methods.Except(called));
    }

    private static async Task RunAsync(VectorHost host, string file) => await VectorRun.RunAsync(host, VectorFile.Read(Path.Combine(VectorFile.Folder, file)));

    /// <summary>One program a language, of one build; made once for all rows.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
    public sealed class Hosts : IAsyncLifetime
    {
        private readonly TestProject _project = new("Vectors", GoToolchain.Current is null ? "" : "<PropertyGroup><GrpcLanguages>csharp;go</GrpcLanguages></PropertyGroup>");

        internal VectorHost CSharp { get; private set; } = null!;

        internal VectorHost? Go { get; private set; }

        public async Task InitializeAsync()
        {
            foreach (var contract in Directory.EnumerateDirectories(Path.Combine(VectorFile.Folder, "contracts")))
            {
                foreach (var file in Directory.EnumerateFiles(contract, "*.proto", SearchOption.AllDirectories))
                {
                    _project.Write("proto/" + Path.GetRelativePath(contract, file), File.ReadAllBytes(file));
                }
            }

            _project.Write("Program.cs", Program("csharp", "Program.cs"));
            var build = (await _project.BuildAsync()).Succeeded();
            Assert.Empty(build.Diagnostics);
            CSharp = VectorHost.Start("dotnet", _project.At("bin/Debug/net10.0/Vectors.dll"));
            Go = GoToolchain.Current is { } go ? VectorHost.Start(await BuildAsync(go)) : null;
        }

        public Task DisposeAsync()
        {
            CSharp?.Dispose();
            Go?.Dispose();
            _project.Dispose();
            return Task.CompletedTask;
        }

        private async Task<string> BuildAsync(GoToolchain go)
        {
            _project.Write("generated/go/cmd/vectors-host/main.go", Program("go", "main.go"));
            var program = _project.At("bin/vectors-host" + (OperatingSystem.IsWindows() ? ".exe" : ""));
            await go.RunAsync(_project.At("generated/go"), "build", "-mod=readonly", "-o", program, "./cmd/vectors-host");
            return program;
        }

        private static byte[] Program(string language, string file) => File.ReadAllBytes(Path.Combine(VectorFile.Folder, "hosts", language, file));
    }
}
