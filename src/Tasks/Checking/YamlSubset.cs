using System.Text;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// The YAML that buf.yaml files are written in: mappings, sequences, flow collections, plain and quoted scalars, comments. Anchors,
/// tags and block scalars are told as what they are, and not guessed at.
/// </summary>
internal sealed class YamlSubset
{
    private readonly List<(int Number, int Indent, string Text)> _lines = [];
    private int _at;

    private YamlSubset(string text)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = WithoutComment(raw).TrimEnd();
            var content = line.TrimStart(' ');
            if (content.Length > 0 && content is not ("---" or "..."))
            {
                _lines.Add((number, line.Length - content.Length, content));
            }
        }
    }

    /// <returns>A mapping as a dictionary, a sequence as a list, a scalar as a string; null for an empty document.</returns>
    /// <exception cref="YamlException">It is not that kind of YAML.</exception>
    public static object? Read(string text)
    {
        var reader = new YamlSubset(text);
        var value = reader._lines.Count == 0 ? null : reader.Block(reader._lines[0].Indent);
        return reader._at < reader._lines.Count ? throw reader.Fail("is indented as nothing above it is") : value;
    }

    private object? Block(int indent) => _lines[_at].Text switch
    {
        ['-', ' ', ..] or "-" => Sequence(indent),
        ['[' or '{', ..] => Flow(_lines[_at].Text),
        _ => Mapping(indent),
    };

    private List<object?> Sequence(int indent)
    {
        var items = new List<object?>();
        while (_at < _lines.Count && _lines[_at].Indent == indent && _lines[_at].Text is ['-', ' ', ..] or "-")
        {
            var (number, _, text) = _lines[_at];
            var content = text[1..].TrimStart(' ');
            var inner = indent + text.Length - content.Length;
            if (content.Length == 0)
            {
                _at++;
                items.Add(Below(indent));
            }
            else if (KeyEnd(content) > 0 || content.StartsWith("- ", StringComparison.Ordinal))
            {
                // What follows the dash is a line of its own, as deep as it stands.
                _lines[_at] = (number, inner, content);
                items.Add(Block(inner));
            }
            else
            {
                items.Add(Flow(content));
            }
        }

        return items;
    }

    private Dictionary<string, object?> Mapping(int indent)
    {
        var mapping = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (_at < _lines.Count && _lines[_at].Indent == indent)
        {
            var text = _lines[_at].Text;
            var end = KeyEnd(text);
            if (end <= 0)
            {
                throw Fail("is not 'key: value'");
            }

            var key = Scalar(text[..end].TrimEnd());
            var rest = text[(end + 1)..].Trim();
            object? value;
            if (rest.Length > 0)
            {
                value = Flow(rest);
            }
            else
            {
                _at++;
                value = _at < _lines.Count && _lines[_at].Indent == indent && _lines[_at].Text is ['-', ' ', ..] or "-" ? Sequence(indent) : Below(indent);
            }

            if (!mapping.TryAdd(key, value))
            {
                _at--;
                throw Fail($"sets '{key}' a second time");
            }
        }

        return mapping;
    }

    private object? Below(int indent) => _at < _lines.Count && _lines[_at].Indent > indent ? Block(_lines[_at].Indent) : null;

    /// <summary>A value that starts on the present line; a flow collection may go on over the next ones.</summary>
    private object? Flow(string text)
    {
        if (text[0] is not ('[' or '{'))
        {
            var scalar = Scalar(text);
            _at++;
            return scalar;
        }

        var first = _at;
        var joined = new StringBuilder(text);
        for (_at++; Depth(joined.ToString()) > 0; _at++)
        {
            if (_at == _lines.Count)
            {
                _at = first;
                throw Fail("opens a bracket that nothing closes");
            }

            joined.Append(' ').Append(_lines[_at].Text);
        }

        var after = _at;
        _at = first;
        var position = 0;
        var value = FlowValue(joined.ToString(), ref position);
        if (joined.ToString(position, joined.Length - position).Trim().Length > 0)
        {
            throw Fail("goes on after a closing bracket");
        }

        _at = after;
        return value;
    }

    private object? FlowValue(string text, ref int at)
    {
        SkipSpaces(text, ref at);
        if (at < text.Length && text[at] is '[' or '{')
        {
            var mapping = text[at++] == '{' ? new Dictionary<string, object?>(StringComparer.Ordinal) : null;
            var items = new List<object?>();
            var close = mapping is null ? ']' : '}';
            for (SkipSpaces(text, ref at); at < text.Length && text[at] != close; SkipSpaces(text, ref at))
            {
                if (mapping is null)
                {
                    items.Add(FlowValue(text, ref at));
                }
                else
                {
                    var key = Word(text, ref at, ",:}");
                    SkipSpaces(text, ref at);
                    mapping[key] = at < text.Length && text[at] == ':' && ++at > 0 ? FlowValue(text, ref at) : null;
                }

                SkipSpaces(text, ref at);
                if (at < text.Length && text[at] == ',')
                {
                    at++;
                }
                else if (at >= text.Length || text[at] != close)
                {
                    throw Fail("lacks a comma between two values");
                }
            }

            at++;
            return mapping is null ? items : mapping;
        }

        return Word(text, ref at, ",]}");
    }

    private string Word(string text, ref int at, string ends)
    {
        var from = at;
        if (at < text.Length && text[at] is '"' or '\'')
        {
            at = QuoteEnd(text, at) + 1;
        }
        else
        {
            while (at < text.Length && !ends.Contains(text[at], StringComparison.Ordinal))
            {
                at++;
            }
        }

        return Scalar(text[from..at].Trim());
    }

    private string Scalar(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        switch (text[0])
        {
            case '\'' when QuoteEnd(text, 0) == text.Length - 1:
                return text[1..^1].Replace("''", "'", StringComparison.Ordinal);
            case '"' when QuoteEnd(text, 0) == text.Length - 1 && !text.Contains('\\', StringComparison.Ordinal):
                return text[1..^1];
            case '\'' or '"' or '&' or '*' or '!' or '|' or '>' or '%' or '@' or '`' or '?':
                throw Fail($"has '{text}', a kind of YAML that is not read here");
            default:
                return text;
        }
    }

    private int QuoteEnd(string text, int from)
    {
        for (var at = from + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && text[from] == '"')
            {
                at++;
            }
            else if (text[at] == text[from])
            {
                if (text[from] == '\'' && at + 1 < text.Length && text[at + 1] == '\'')
                {
                    at++;
                    continue;
                }

                return at;
            }
        }

        throw Fail("opens a quote that nothing closes");
    }

    /// <summary>Where the colon stands that ends a key; -1 where there is none.</summary>
    private int KeyEnd(string text)
    {
        var from = text[0] is '"' or '\'' ? QuoteEnd(text, 0) + 1 : text[0] is '[' or '{' ? text.Length : 0;
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == ':' && (at + 1 == text.Length || text[at + 1] == ' '))
            {
                return at;
            }
        }

        return -1;
    }

    private static int Depth(string text)
    {
        var depth = 0;
        var quote = '\0';
        foreach (var character in text)
        {
            if (quote != '\0')
            {
                quote = character == quote ? '\0' : quote;
                continue;
            }

            quote = character is '"' or '\'' ? character : '\0';
            depth += character is '[' or '{' ? 1 : character is ']' or '}' ? -1 : 0;
        }

        return depth;
    }

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var at = 0; at < line.Length; at++)
        {
            var character = line[at];
            if (quote != '\0')
            {
                quote = character == quote ? '\0' : quote;
            }
            else if (character is '"' or '\'' && (at == 0 || line[at - 1] is ' ' or '[' or '{' or ',' or ':' or '-'))
            {
                quote = character;
            }
            else if (character == '#' && (at == 0 || line[at - 1] is ' ' or '\t'))
            {
                return line[..at];
            }
        }

        return line;
    }

    private static void SkipSpaces(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private YamlException Fail(string what) => new(_lines[Math.Min(_at, _lines.Count - 1)].Number, what);
}

/// <param name="line">From 1.</param>
internal sealed class YamlException(int line, string what) : Exception($"line {line} {what}")
{
    public int Line { get; } = line;
}
