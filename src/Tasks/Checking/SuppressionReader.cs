using System.Globalization;
using System.Text;
using System.Text.Json;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Reads a file of accepted findings, strictly: an entry that nobody can have meant so would silently accept nothing, or too much.
/// Every fault has a code and a line; entries without one are returned all the same.
/// </summary>
internal sealed class SuppressionReader(SuppressionFormat format, string display)
{
    private const string DateFormat = "yyyy-MM-dd";
    private static readonly string[] s_conflictMarkers = ["<<<<<<< ", "=======", ">>>>>>> ", "||||||| "];

    private readonly List<Suppression> _entries = [];
    private readonly List<Diagnostic> _faults = [];

    public (IReadOnlyList<Suppression> Entries, IReadOnlyList<Diagnostic> Faults) Read(byte[] text)
    {
        var lines = Encoding.UTF8.GetString(text).Split('\n');
        var conflict = Array.FindIndex(lines, line => s_conflictMarkers.Any(marker => line.StartsWith(marker, StringComparison.Ordinal)));
        if (conflict >= 0)
        {
            return ([], [format.InConflict.With(new SourceSpan(display, conflict + 1), display)]);
        }

        try
        {
            ReadList(text);
        }
        catch (JsonException exception)
        {
            // The reader's own line counts from 0; its text ends in the same numbers once more.
            var line = (int)(exception.LineNumber ?? 0) + 1;
            _faults.Add(format.Unreadable.With(
                new SourceSpan(display, line, (int)(exception.BytePositionInLine ?? 0) + 1), display, exception.Message.Split(" LineNumber:")[0]));
        }

        return (_entries, _faults);
    }

    private void ReadList(byte[] text)
    {
        var start = text.AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var reader = new Utf8JsonReader(text.AsSpan(start), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var first = new Dictionary<(string, string), int>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            _faults.Add(format.Unreadable.With(new SourceSpan(display, 1, 1), display, "it is no list ('[ … ]')"));
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var line = Line(text, start + (int)reader.TokenStartIndex);
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                _faults.Add(format.Unreadable.With(new SourceSpan(display, line), display, "an entry is no object ('{ … }')"));
                reader.Skip();
                continue;
            }

            var faults = _faults.Count;
            var values = ReadEntry(ref reader, text, start);
            foreach (var missing in format.Required.Where(key => !values.ContainsKey(key)))
            {
                _faults.Add(format.KeyBad.With(new SourceSpan(display, line), missing, "is missing"));
            }

            if (_faults.Count == faults)
            {
                Add(values, line, first);
            }
        }

        // Read to the end, so that what follows the list is told.
        reader.Read();
    }

    private Dictionary<string, (string? Value, int Line)> ReadEntry(ref Utf8JsonReader reader, byte[] text, int start)
    {
        var values = new Dictionary<string, (string? Value, int Line)>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            var line = Line(text, start + (int)reader.TokenStartIndex);
            reader.Read();
            var fault = !format.Keys.Contains(key) ? $"is not known; there are {string.Join(", ", format.Keys)}"
                : reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null) ? "is no text"
                : reader.TokenType == JsonTokenType.Null && format.Required.Contains(key) ? "is null"
                : values.ContainsKey(key) ? "is there twice"
                : null;
            if (fault is not null)
            {
                _faults.Add(format.KeyBad.With(new SourceSpan(display, line), key, fault));
                reader.Skip();
            }

            // A faulty one is there all the same, and not missing.
            values.TryAdd(key, (fault is null ? reader.GetString() : null, line));
        }

        return values;
    }

    private void Add(Dictionary<string, (string? Value, int Line)> values, int line, Dictionary<(string, string), int> first)
    {
        string? Value(string key) => values.GetValueOrDefault(key).Value;

        DateOnly? expires = null;
        var rule = Value("rule")!;
        var element = Value("element")!;
        if (!format.IsRule(rule))
        {
            _faults.Add(format.RuleUnknown.With(new SourceSpan(display, values["rule"].Line), rule));
        }
        else if (Value("expires") is { } date && !TryDate(date, out expires))
        {
            _faults.Add(format.DateBad.With(new SourceSpan(display, values["expires"].Line), date));
        }
        else if (!first.TryAdd((rule, element), line))
        {
            _faults.Add(format.Twice.With(new SourceSpan(display, line), element, rule, first[(rule, element)]));
        }
        else
        {
            _entries.Add(new Suppression(rule, element, Value("file"), Value("baseline") ?? "", Value("reason")!, Value("owner")!, expires, new SourceSpan(display, line)));
        }
    }

    private static bool TryDate(string text, out DateOnly? date)
    {
        var known = DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value);
        date = value;
        return known;
    }

    private static int Line(byte[] text, int offset) => text.AsSpan(0, offset).Count((byte)'\n') + 1;
}
