using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>One file of tests/data/semantics, as its README describes them, with what stands for more than itself written out.</summary>
internal sealed partial class VectorFile
{
    private VectorFile(JsonObject root)
    {
        Clock = (string)root["clock"]!;
        Ids = root["ids"] as JsonArray ?? [];
        Config = root["config"] as JsonObject ?? [];
        Steps = [.. root["steps"]!.AsArray().Select(step => step!.AsObject())];
    }

    public static string Folder { get; } = Path.Combine(Harness.Repository.Root, "tests", "data", "semantics");

    /// <summary>RFC 3339: what the server's clock shows at the start.</summary>
    public string Clock { get; }

    /// <summary>What the server's id source gives, one after the other.</summary>
    public JsonArray Ids { get; }

    /// <summary>Variables of the server's configuration.</summary>
    public JsonObject Config { get; }

    public IReadOnlyList<JsonObject> Steps { get; }

    public static VectorFile Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
        return new(Expand(JsonObject.Create(document.RootElement.Clone()), 0)!.AsObject());
    }

    /// <param name="node">As it stands in the file.</param>
    /// <param name="position">What the number signs in texts stand for.</param>
    private static JsonNode? Expand(JsonNode? node, int position) => node switch
    {
        JsonObject repeated when IsRepeat(repeated) => string.Concat(Enumerable.Repeat((string)repeated["$repeat"]!, (int)repeated["times"]!)),
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Expand(field.Value, position)))),
        JsonArray list => new JsonArray([.. list.SelectMany(item => Items(item, position))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Number().Replace(
            (string)value!, match => position.ToString(CultureInfo.InvariantCulture).PadLeft(match.Length, '0')),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonNode?> Items(JsonNode? item, int position) => item is JsonObject list && IsRepeat(list) && list["$repeat"] is not JsonValue
        ? Enumerable.Range(0, (int)list["times"]!).Select(index => Expand(list["$repeat"], index))
        : [Expand(item, position)];

    private static bool IsRepeat(JsonObject node) => node.Count == 2 && node.ContainsKey("$repeat") && node.ContainsKey("times");

    [GeneratedRegex("#{4,}")]
    private static partial Regex Number();
}
