using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grpc.Service.Sdk.Images;

/// <summary>One line of <c>--error-format json</c>. Without a path where the file is gone: Buf then gives 1:1, of nothing.</summary>
internal sealed record BufAnnotation(string? Path, int StartLine, int StartColumn, int EndLine, int EndColumn, string Type, string Message)
{
    /// <returns>Null where the line is no annotation.</returns>
    public static BufAnnotation? Read(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize(line, BufAnnotationJson.Default.BufAnnotation) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BufAnnotation))]
internal sealed partial class BufAnnotationJson : JsonSerializerContext;
