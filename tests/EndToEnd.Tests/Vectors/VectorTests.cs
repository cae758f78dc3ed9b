using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>What the defaults answer, by data that every language is held against.</summary>
[Collection(PackedSdk.Collection)]
public sealed class VectorTests(VectorTests.Host host) : IClassFixture<VectorTests.Host>
{
    private static readonly string[] s_files = [.. Directory.EnumerateFiles(VectorFile.Folder, "*.json").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. s_files.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Vector(string file) => await VectorRun.RunAsync(host.Program, VectorFile.Read(Path.Combine(VectorFile.Folder, file)));

    /// <summary>Every method of the contracts has a part: one that none calls proves nothing.</summary>
    [Fact]
    public void Vectors_CallEveryMethod()
    {
        var called = s_files.SelectMany(file => VectorFile.Read(file).Steps).Select(step => (string?)step["method"]);

        Assert.Empty(VectorContracts.Methods.Except(called));
    }

    /// <summary>Built once for all rows.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal VectorHost Program { get; private set; } = null!;

        public async Task InitializeAsync() => Program = await VectorHost.BuildAsync();

        public Task DisposeAsync()
        {
            Program?.Dispose();
            return Task.CompletedTask;
        }
    }
}
