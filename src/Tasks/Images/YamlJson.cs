using System.Text;
using System.Text.Json;

namespace Grpc.Service.Sdk.Images;

/// <summary>Plain values as JSON, which is YAML too: what <see cref="YamlValues"/> reads, written back.</summary>
internal static class YamlJson
{
    public static string Write(object? value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> mapping:
                writer.WriteStartObject();
                foreach (var (key, inner) in mapping)
                {
                    writer.WritePropertyName(key);
                    Write(writer, inner);
                }

                writer.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray();
                foreach (var inner in list)
                {
                    Write(writer, inner);
                }

                writer.WriteEndArray();
                break;
            case "true" or "false":
                writer.WriteBooleanValue((string)value == "true");
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
