using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>Names that fit a resource's pattern: <c>shelves/{shelf}/books/{book}</c> makes <c>shelves/shelf-1/books/book-1</c>.</summary>
internal static partial class SampleNames
{
    public static string Name(string pattern) => Variable().Replace(pattern, match => Value(match.Groups[1].Value));

    /// <summary>What the name lies under; empty at the top.</summary>
    public static string Parent(string pattern) => string.Join('/', Name(pattern).Split('/')[..^OwnSegments(pattern)]);

    /// <summary>What the name ends in.</summary>
    public static string Id(string pattern) => Name(pattern).Split('/')[^1];

    /// <summary>A key where there is no pattern: <c>ProductItem</c> makes <c>product-item-1</c>.</summary>
    public static string Key(MessageType message) => Value(message.Name);

    private static int OwnSegments(string pattern)
    {
        var segments = pattern.Split('/');
        return Math.Min(segments.Length, segments[^1].Contains('{', StringComparison.Ordinal) ? 2 : 1);
    }

    private static string Value(string name) => (name.Length == 0 ? "any" : Words.Snake(name).Replace('_', '-')) + "-1";

    [GeneratedRegex(@"\{([^}=]*)[^}]*\}|\*+", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
