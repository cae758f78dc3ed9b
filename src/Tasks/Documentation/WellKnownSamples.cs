using System.Text.Json.Nodes;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>Values of the messages that protobuf's JSON writes in a way of its own.</summary>
internal static class WellKnownSamples
{
    private static readonly Dictionary<string, Func<JsonNode>> s_values = new(StringComparer.Ordinal)
    {
        ["google.protobuf.Timestamp"] = () => JsonValue.Create("2030-01-31T12:00:00Z"),
        ["google.protobuf.Duration"] = () => JsonValue.Create("90s"),
        ["google.protobuf.FieldMask"] = () => JsonValue.Create("name"),
        ["google.protobuf.Empty"] = () => new JsonObject(),
        ["google.protobuf.Struct"] = () => new JsonObject { ["key"] = "value" },
        ["google.protobuf.Value"] = () => JsonValue.Create("value"),
        ["google.protobuf.ListValue"] = () => new JsonArray("value"),
        ["google.protobuf.DoubleValue"] = () => JsonValue.Create(1.5),
        ["google.protobuf.FloatValue"] = () => JsonValue.Create(1.5),
        ["google.protobuf.Int64Value"] = () => JsonValue.Create("1"),
        ["google.protobuf.UInt64Value"] = () => JsonValue.Create("1"),
        ["google.protobuf.Int32Value"] = () => JsonValue.Create(1),
        ["google.protobuf.UInt32Value"] = () => JsonValue.Create(1),
        ["google.protobuf.BoolValue"] = () => JsonValue.Create(true),
        ["google.protobuf.StringValue"] = () => JsonValue.Create("text"),
        ["google.protobuf.BytesValue"] = () => JsonValue.Create(Convert.ToBase64String("sample"u8)),
    };

    /// <summary>What makes the value of a type; null for a message that JSON writes as an object of its fields.</summary>
    public static Func<JsonNode>? Of(string fullName) => s_values.GetValueOrDefault(fullName);
}
