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
    private const string Prefix = "Zkw1_";
    private const string FieldPrefix = "kwf";
    private const int Letters = 6;

    /// <returns>The name itself where it is no keyword.</returns>
    public static string OfKeyword(string name) => CSharpKeywords.Contains(name) ? Around(name) : name;

    public static string OfService(string name) => CSharpGenerator.ServiceClass(name) == name ? OfKeyword(name) : Around(name);

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

    /// <summary>A stand-in that is a whole identifier outside of text is what C# must not take for a keyword, or for a class's member.</summary>
    private static string RestoreTypes(string line) => OfType().Replace(line, match =>
    {
        var before = line[..match.Index];
        var isText = before.Count(character => character == '"') % 2 == 1 || IsComment(line);
        var (head, name, tail) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        return isText || head.Length > 0 || tail.Length > 0 ? head + name + tail : CSharpKeywords.Escape(CSharpGenerator.ServiceClass(name));
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

    private static string Around(string name) => $"{Prefix}{name}_";

    [GeneratedRegex(@"(\w*)" + Prefix + @"([A-Za-z]+)_(\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex OfType();

    [GeneratedRegex("[Zz]" + FieldPrefix + "[a-z]{6}", RegexOptions.CultureInvariant)]
    private static partial Regex OfField();
}
