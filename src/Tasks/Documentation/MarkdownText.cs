using System.Text;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>
/// A contract's text in Markdown: whatever a comment holds, a reader sees it as it was written, and none of it becomes markup,
/// HTML, a link or a part of a table.
/// </summary>
internal static partial class MarkdownText
{
    /// <summary>What can begin or end markup anywhere in a line.</summary>
    private const string Special = "\\`*_{}[]|~$^@";

    /// <summary>What can only begin a block, or run together to markup of some dialects.</summary>
    private const string SpecialAtStart = "#+-=:";

    /// <summary>One line of text, for a paragraph, a heading or a cell.</summary>
    public static string Inline(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        var line = text.Trim();
        for (var index = 0; index < line.Length; index++)
        {
            result.Append(line[index] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                var character when char.IsControl(character) || character is '\u2028' or '\u2029' => " ",
                var character when NeedsBackslash(line, index) => "\\" + character,
                var character => character.ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>
    /// Text in a code font: between backticks where it is plain, else as an element, since nothing can be escaped between backticks
    /// that holds in a cell and in a paragraph.
    /// </summary>
    public static string Code(string text) => text.Length > 0 && text == text.Trim() && !text.Any(IsHardToQuote) && !text.Contains("{{", StringComparison.Ordinal)
        ? $"`{text}`"
        : $"<code>{Inline(text)}</code>";

    /// <summary>Paragraphs, on lines of their own.</summary>
    public static string Block(IReadOnlyList<string> lines) => string.Join("\n\n", Paragraphs(lines, "\n"));

    /// <summary>The same on one line, for a cell.</summary>
    public static string Cell(IReadOnlyList<string> lines) => string.Join("<br><br>", Paragraphs(lines, " "));

    private static bool IsHardToQuote(char character) => character is '`' or '|' or '\u2028' or '\u2029' || char.IsControl(character);

    private static bool NeedsBackslash(string line, int index)
    {
        var character = line[index];
        return Special.Contains(character, StringComparison.Ordinal)
            || (index == 0 && SpecialAtStart.Contains(character, StringComparison.Ordinal))
            || (character is '=' or '+' or '-' or '"' && index > 0 && line[index - 1] == character)
            || (character == ':' && StartsLinkOrEmoji(line.AsSpan(index + 1)))
            || (character is '.' or ')' && (IsNumber(line.AsSpan(0, index)) || line.AsSpan(0, index).EndsWith("www", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A scheme's <c>://</c>, or the first colon of <c>:name:</c>.</summary>
    private static bool StartsLinkOrEmoji(ReadOnlySpan<char> rest) =>
        rest is ['/', ..] || (rest.IndexOf(':') is > 0 and var end && rest[..end].IndexOfAny(' ', '\t') < 0);

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static IEnumerable<string> Paragraphs(IReadOnlyList<string> lines, string separator)
    {
        var paragraph = new StringBuilder();
        foreach (var line in lines.Append(""))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (paragraph.Length > 0)
                {
                    yield return paragraph.ToString();
                }

                paragraph.Clear();
                continue;
            }

            if (paragraph.Length > 0)
            {
                paragraph.Append(StandsAlone(line) ? "<br>" : "").Append(separator);
            }

            paragraph.Append(Inline(line));
        }
    }

    /// <summary>A line that is indented, or an item of a list, is not joined with the one before it.</summary>
    private static bool StandsAlone(string line) => char.IsWhiteSpace(line[0])
        || (line.Length > 1 && line[0] is '-' or '*' or '+' or '|' && line[1] == ' ')
        || NumberedItem().IsMatch(line);

    [GeneratedRegex(@"^[0-9]+[.)] ", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedItem();
}
