using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>The sources that every generated Go module has are a module with tests of its own, which are not packed.</summary>
[Collection(PackedSdk.Runs)]
public sealed class GoSourceTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "src", "Sdk", "languages", "go");

    /// <summary>What the default store, the configuration, the log, the client and the server do, over sockets where it counts; and none leaves a goroutine behind.</summary>
    [SkippableFact]
    public Task Sources_PassTheirOwnTests() => GoToolchain.Require().TestAsync(s_folder, "./...", "./testdata/vectors");

    /// <summary>Tests are held to what is generated.</summary>
    [SkippableFact]
    public async Task Sources_WithTheirTests_HaveNoFindings() => Assert.Equal("", await GoToolchain.Require().FindingsAsync(s_folder));

    /// <summary>What docs/client.md shows of Go is compiled with the tests.</summary>
    [Fact]
    public void Documentation_OfTheClient_ShowsCodeThatIsCompiled()
    {
        var compiled = Lines(File.ReadAllText(Path.Combine(s_folder, "testdata", "vectors", "example_test.go"))).ToArray();
        var shown = Blocks(File.ReadAllText(Path.Combine(Repository.Root, "docs", "client.md"))).ToArray();

        Assert.True(shown.Length > 2);
        Assert.All(shown, block => Assert.Contains(string.Join('\n', Lines(block)), string.Join('\n', compiled), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Blocks(string markdown) => markdown.Split("```go\n").Skip(1).Select(rest => rest.Split("```")[0]);

    private static IEnumerable<string> Lines(string code) => code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
}
