using System.Text;

namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Names in other casings and in the plural. Every language's docs tell the same rules, so they stay this plain.</summary>
internal static class Words
{
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["analysis"] = "analyses",
        ["child"] = "children",
        ["criterion"] = "criteria",
        ["datum"] = "data",
        ["index"] = "indices",
        ["matrix"] = "matrices",
        ["medium"] = "media",
        ["person"] = "people",
        ["series"] = "series",
        ["vertex"] = "vertices",
    };

    /// <summary>The plural of a name in PascalCase or snake_case: of its last word.</summary>
    public static string Plural(string name)
    {
        var start = Enumerable.Range(0, name.Length)
            .LastOrDefault(index => char.IsAsciiLetterUpper(name[index]) || name[..index].EndsWith('_'));
        var word = name[start..];
        return Irregular.TryGetValue(word.ToLowerInvariant(), out var irregular)
            ? name[..start] + word[0] + irregular[1..]
            : RegularPlural(name);
    }

    /// <summary>The plural of a message's name: what its contract says, else what English says.</summary>
    public static string Plural(MessageType message) => message.Resource is { Plural: { Length: > 0 } plural }
        ? char.ToUpperInvariant(plural[0]) + plural[1..]
        : Plural(message.Name);

    /// <summary><c>ProductVariant</c>, <c>HTTPRoute</c> as <c>product_variant</c>, <c>http_route</c>.</summary>
    public static string Snake(string pascal)
    {
        var snake = new StringBuilder(pascal.Length + 4);
        for (var index = 0; index < pascal.Length; index++)
        {
            var startsWord = index > 0 && pascal[index - 1] != '_' && char.IsAsciiLetterUpper(pascal[index])
                && (!char.IsAsciiLetterUpper(pascal[index - 1]) || (index + 1 < pascal.Length && char.IsAsciiLetterLower(pascal[index + 1])));
            snake.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(pascal[index]));
        }

        return snake.ToString();
    }

    /// <summary><c>product_variants</c> as <c>ProductVariants</c>.</summary>
    public static string Pascal(string snake) =>
        string.Concat(snake.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string RegularPlural(string name)
    {
        bool EndsWith(params string[] endings) => endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return name switch
        {
            _ when EndsWith("y") && !EndsWith("ay", "ey", "iy", "oy", "uy") => name[..^1] + "ies",
            _ when EndsWith("s", "x", "z", "ch", "sh") => name + "es",
            _ when EndsWith("fe") => name[..^2] + "ves",
            _ when EndsWith("f") && !EndsWith("ff") => name[..^1] + "ves",
            _ => name + "s",
        };
    }
}
