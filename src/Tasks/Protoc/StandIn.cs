using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>What became of a field's stand-in: its name in the contract, and its property in C#.</summary>
internal sealed record FieldStandIn(string Name, string Property);

/// <summary>
/// What stands in place of a name, of letters that no contract has. A stand-in of a type or method keeps the name inside. That of a
/// field is one lower-case word, of which the generators make <c>Zkwfaaaaab</c> and <c>zkwfaaaaab</c>.
/// </summary>
internal static partial class StandIn
{
    private const string Prefix = "Zkw";
    private const string Keyword = Prefix + "1_";
    private const string Underscored = Prefix + "2_";
    private const string End = "_wkz";
    private const string FieldPrefix = "kwf";
    private const int Letters = 6;

    /// <returns>The name itself where it is no keyword.</returns>
    public static string OfKeyword(string name) => CSharpKeywords.Contains(name) ? Keyword + name + End : name;

    /// <param name="className">What its class is called, with an underscore behind it or without.</param>
    public static string OfService(string name, string className) => className == name ? OfKeyword(name) : Underscored + name + End;

    /// <param name="number">From 0; each field has its own.</param>
    public static string OfField(int number)
    {
        var letters = new char[Letters];
        for (var at = Letters; at-- > 0; number /= 26)
        {
            letters[at] = (char)('a' + (number % 26));
        }

        return "z" + FieldPrefix + new string(letters);
    }

    /// <summary>Puts the names back into a line of generated code.</summary>
    public static string Restore(string line, IReadOnlyDictionary<string, FieldStandIn> fields)
    {
        if (line.Contains(Prefix, StringComparison.Ordinal))
        {
            line = RestoreTypes(line);
        }

        return line.Contains(FieldPrefix, StringComparison.Ordinal) ? RestoreFields(line, fields) : line;
    }

    /// <summary>A stand-in that is a whole identifier outside of text is what C# must not take for a keyword, or for another thing's name.</summary>
    private static string RestoreTypes(string line) => Identifier().Replace(line, match =>
    {
        var isText = line[..match.Index].Count(character => character == '"') % 2 == 1 || IsComment(line);
        var name = OfType().Replace(match.Value, standIn => standIn.Groups[2].Value);
        return isText || OfType().Match(match.Value).Length < match.Length ? name : match.Value.StartsWith(Keyword, StringComparison.Ordinal) ? "@" + name : name + "_";
    });

    /// <summary>Comments quote a field as the contract has it; all else is made of its property's name.</summary>
    private static string RestoreFields(string line, IReadOnlyDictionary<string, FieldStandIn> fields) => OfField().Replace(line, match =>
    {
        if (!fields.TryGetValue("z" + match.Value[1..], out var field))
        {
            return match.Value;
        }

        return IsComment(line) ? field.Name : match.Value[0] == 'Z' ? field.Property : char.ToLowerInvariant(field.Property[0]) + field.Property[1..];
    });

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"\w*" + Prefix + @"[12]_\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex("(" + Keyword + "|" + Underscored + @")(\w+?)" + End, RegexOptions.CultureInvariant)]
    private static partial Regex OfType();

    [GeneratedRegex("[Zz]" + FieldPrefix + "[a-z]{6}", RegexOptions.CultureInvariant)]
    private static partial Regex OfField();
}
