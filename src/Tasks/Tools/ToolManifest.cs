using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grpc.Service.Sdk.Tools;

/// <summary>tools.json: which package holds each tool for each host, and the SHA-256 that its binary must have.</summary>
public sealed record ToolManifest(IReadOnlyDictionary<string, ToolEntry> Tools)
{
    public static ToolManifest Read(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, ToolManifestJson.Default.ToolManifest)
            ?? throw new InvalidDataException($"'{path}' is empty.");
    }
}

/// <param name="Version">Of the tool; also of the package where the source is <c>nuget</c>.</param>
/// <param name="Source"><c>nuget</c>: taken from its own package; <c>npm</c>: carried by our tool pack; <c>built</c>: compiled for a tool pack of ours.</param>
public sealed record ToolEntry(string Version, string Source, IReadOnlyDictionary<string, ToolBinary> Rids)
{
    public bool IsInOurPack => Source is "npm" or "built";
}

/// <param name="Support"><c>native</c>, <c>emulated</c> (another processor's, translated by the system) or <c>none</c>.</param>
/// <param name="Sha256">What the binary must have; null where its pack says so itself.</param>
/// <param name="Hashes">The pack's own list of hashes: of what we compiled, which another compiler would make otherwise.</param>
public sealed record ToolBinary(string Support, string? Package = null, string? Path = null, string? Sha256 = null, string? Hashes = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ToolManifest))]
internal sealed partial class ToolManifestJson : JsonSerializerContext;
