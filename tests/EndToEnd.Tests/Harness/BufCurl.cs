using System.Text.Json;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>A client that we did not write: <c>buf curl</c>, from the tool pack.</summary>
/// <param name="schema">The contract, below the project: compiled, or the folder of its protos.</param>
internal sealed class BufCurl(TestProject project, RunningService service, string schema = "generated/config/image.binpb")
{
    /// <summary>The tool's path.</summary>
    public static string Tool { get; } = Find();

    /// <returns>The answers, or the error that buf printed.</returns>
    public async Task<(IReadOnlyList<JsonNode> Answers, JsonNode? Error)> CallAsync(string method, params string[] requests)
    {
        var result = await Shell.Command(Tool, project.Folder, ["curl", "--schema", schema, "--protocol", "grpc", .. Connection(), "--data", "@-", $"{(service.IsSecure ? "https" : "http")}://{service.Address}/{method}"])
            .WithStandardInputPipe(PipeSource.FromString(string.Join('\n', requests)))
            .ExecuteBufferedAsync();
        return ([.. Parse(result.StandardOutput)], result.ExitCode == 0 ? null : Parse(result.StandardError).First());
    }

    private string[] Connection() => service.IsSecure
        ? ["--cacert", "config/tls/ca.crt", "--cert", "config/tls/client.crt", "--key", "config/tls/client.key"]
        : ["--http2-prior-knowledge"];

    private static IEnumerable<JsonNode> Parse(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length;)
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(at), isFinalBlock: true, default);
            if (!TryRead(ref reader, out var node))
            {
                yield break;
            }

            at += (int)reader.BytesConsumed;
            yield return node!;
        }
    }

    private static bool TryRead(ref Utf8JsonReader reader, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(ref reader);
            return node is not null;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }

    private static string Find() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "artifacts", "tools", "buf"), "buf*", SearchOption.AllDirectories)
        .First(path => path.Contains(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal) ? "linux-" : "osx-", StringComparison.Ordinal));
}
