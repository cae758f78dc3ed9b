using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>Where types are documented that contracts import from protobuf and from Google's common protos.</summary>
internal static class PublicDocs
{
    private const string Protobuf = "https://protobuf.dev/reference/protobuf/google.protobuf/#";
    private const string Google = "https://github.com/googleapis/googleapis/blob/master/";

    /// <summary>Null for a type of nobody that we know.</summary>
    public static string? Of(Element element) => element.File.Path switch
    {
        var path when path.StartsWith("google/protobuf/", StringComparison.Ordinal) => Protobuf + Fragment(element.Name),
        var path when path.StartsWith("google/api/", StringComparison.Ordinal) || path.StartsWith("google/rpc/", StringComparison.Ordinal)
            || path.StartsWith("google/type/", StringComparison.Ordinal) || path.StartsWith("google/longrunning/", StringComparison.Ordinal) => Google + path,
        _ => null,
    };

    /// <summary>The page's ids are its headings: <c>FieldMask</c> is <c>field-mask</c>, <c>UInt32Value</c> is <c>uint32-value</c>.</summary>
    private static string Fragment(string name)
    {
        var words = name.Replace("UInt", "Uint", StringComparison.Ordinal);
        return string.Concat(words.Select((character, index) => char.IsUpper(character) ? (index == 0 ? "" : "-") + char.ToLowerInvariant(character) : character.ToString()));
    }
}
