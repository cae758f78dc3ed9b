using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Patterns of resource names (<c>shelves/{shelf}/books/{book}</c>).</summary>
internal static partial class NamePattern
{
    /// <summary>The pattern without its variables' names: two that are alike fit the same names.</summary>
    public static string Shape(string pattern) => Variable().Replace(pattern, "{}");

    /// <summary>The shape of the names under which a pattern's lie; empty at the top.</summary>
    public static string ParentOf(string pattern)
    {
        var segments = Shape(pattern).Split('/');
        return string.Join('/', segments[..^Math.Min(segments.Length, segments[^1].Contains('{') ? 2 : 1)]);
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
