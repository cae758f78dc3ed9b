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
        JsonObject { Count: 2 } text when text["$repeat"] is { } repeated => string.Concat(Enumerable.Repeat((string)repeated!, (int)text["times"]!)),
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Expand(field.Value, position)))),
        JsonArray list => new JsonArray([.. list.SelectMany(item => Items(item, position))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Number().Replace(
            (string)value!, match => position.ToString(CultureInfo.InvariantCulture).PadLeft(match.Length, '0')),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonNode?> Items(JsonNode? item, int position) => item is JsonObject { Count: 2 } list && list["$each"] is { } each
        ? Enumerable.Range(0, (int)list["times"]!).Select(index => Expand(each, index))
        : [Expand(item, position)];

    [GeneratedRegex("#{4,}")]
    private static partial Regex Number();
}
