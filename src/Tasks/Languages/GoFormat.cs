using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Languages;

/// <summary>
/// The part of gofmt and goimports that a template cannot do for itself: which imports a file needs, and how far values stand from their keys,
/// depends on the contract. Templates do the rest, and a test holds what they write against the real gofmt.
/// </summary>
internal static partial class GoFormat
{
    public static string Apply(string text) => Align(EmptyLiteral().Replace(Imports(text), "{}"));

    /// <summary>Keeps of the file's one import declaration what is used, in each of its groups in the order of the paths.</summary>
    private static string Imports(string text)
    {
        var block = ImportBlock().Match(text);
        if (!block.Success)
        {
            return text;
        }

        var code = TextOrComment().Replace(text[(block.Index + block.Length)..], "");
        var groups = block.Groups[1].Value.Split("\n\n")
            .Select(group => group.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
                .Where(line => IsUsed(line, code)).OrderBy(line => line[line.IndexOf('"', StringComparison.Ordinal)..], StringComparer.Ordinal).ToArray())
            .Where(group => group.Length > 0).Select(group => string.Join('\n', group));
        return text[..block.Index] + $"import (\n{string.Join("\n\n", groups)}\n)\n" + text[(block.Index + block.Length)..];
    }

    private static bool IsUsed(string line, string code)
    {
        string[] words = line.Trim().Split(' ');
        var name = words.Length == 2 ? words[0] : words[0].Trim('"').Split('/')[^1];
        return Regex.IsMatch(code, $@"(?<![\w.]){name}\.", RegexOptions.CultureInvariant);
    }

    /// <summary>The values of keys that follow each other, each on one line, stand in one column.</summary>
    private static string Align(string text)
    {
        var lines = text.Split('\n');
        for (var first = 0; first < lines.Length; first++)
        {
            var (last, indent) = (first, KeyAndValue().Match(lines[first]).Groups[1].Value);
            while (KeyAndValue().Match(lines[last]) is { Success: true } match && match.Groups[1].Value == indent && last < lines.Length - 1)
            {
                last++;
            }

            var widest = lines[first..last].Select(line => KeyAndValue().Match(line).Groups[2].Length).DefaultIfEmpty().Max();
            for (var line = first; line < last; line++)
            {
                var match = KeyAndValue().Match(lines[line]);
                lines[line] = match.Groups[1].Value + (match.Groups[2].Value + ":").PadRight(widest + 2) + match.Groups[3].Value;
            }

            first = Math.Max(first, last - 1);
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^import \(\n(.*?)\n\)\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ImportBlock();

    [GeneratedRegex(@"""(?:[^""\\\n]|\\.)*""|//[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex TextOrComment();

    [GeneratedRegex(@"^(\t+)(\w+): +(\S.*,)$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    // Of a literal: before the body of a function and of a type stands a blank.
    [GeneratedRegex(@"(?<=[\w\]])\{\n\t*\}", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLiteral();
}
