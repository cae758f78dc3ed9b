using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Checking;

/// <summary>What was accepted, by whom, why, and until when.</summary>
public static class SuppressionFile
{
    /// <param name="path">Absolute; a file that is not there holds nothing.</param>
    /// <param name="display">As people see it.</param>
    public static (IReadOnlyList<Suppression> Entries, IReadOnlyList<Diagnostic> Faults) Read(SuppressionFormat format, string path, string display) =>
        File.Exists(path) ? new SuppressionReader(format, display).Read(File.ReadAllBytes(path)) : ([], []);

    /// <summary>The entries with the findings among them that no entry holds for; what an entry says already stays as it is.</summary>
    /// <param name="findings">Rule, element and the import path of the file; empty where there is none.</param>
    /// <param name="baseline">Empty for lint.</param>
    /// <param name="expires">Of the new entries. An entry of old that has expired is accepted anew, with this date.</param>
    public static IReadOnlyList<Suppression> Accept(
        IEnumerable<Suppression> entries,
        IEnumerable<(string Rule, string Element, string File)> findings,
        string baseline,
        string reason,
        string owner,
        DateOnly? expires,
        DateOnly today)
    {
        var kept = entries.ToDictionary(entry => entry.Key);
        foreach (var finding in findings)
        {
            var key = (finding.Rule, finding.Element);
            kept[key] = kept.TryGetValue(key, out var old)
                ? old.IsExpired(today) ? old with { Baseline = baseline, Expires = expires } : old
                : new Suppression(finding.Rule, finding.Element, finding.File.Length > 0 ? finding.File : null, baseline, reason, owner, expires);
        }

        return [.. kept.Values.OrderBy(entry => entry.Element, StringComparer.Ordinal).ThenBy(entry => entry.Rule, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The entries that hold for nothing any more. After a merge an accepted change is gone against the next pull request's base and
    /// still there against the last release: so an entry is stale when it is dead against the baseline that it names *and* against
    /// the present one. One whose baseline nobody looked at is not called stale.
    /// </summary>
    /// <param name="present">Rule and element of every finding against the present baseline, accepted ones included.</param>
    /// <param name="recorded">The same for the baselines that entries name, as far as they could be resolved.</param>
    public static IReadOnlyList<Suppression> Stale(
        IEnumerable<Suppression> entries,
        IReadOnlySet<(string Rule, string Element)> present,
        IReadOnlyDictionary<string, IReadOnlySet<(string Rule, string Element)>> recorded) =>
    [
        .. entries.Where(entry => !present.Contains(entry.Key) && recorded.TryGetValue(entry.Baseline, out var then) && !then.Contains(entry.Key)),
    ];

    /// <summary>A message for each.</summary>
    public static IReadOnlyList<Diagnostic> TellStale(SuppressionFormat format, IEnumerable<Suppression> stale) => [.. stale.Select(entry => entry.Stale(format))];

    public static IReadOnlyList<Suppression> Prune(IEnumerable<Suppression> entries, IEnumerable<Suppression> stale)
    {
        var gone = stale.Select(entry => entry.Key).ToHashSet();
        return [.. entries.Where(entry => !gone.Contains(entry.Key))];
    }

    /// <summary>Whole or not at all, and only when it says something else than before; a file that would hold nothing is not made.</summary>
    /// <returns>Whether anything was written.</returns>
    public static bool Write(SuppressionFormat format, string path, IReadOnlyList<Suppression> entries)
    {
        var text = Format(format, entries);
        if (File.Exists(path) ? File.ReadAllBytes(path).AsSpan().SequenceEqual(text) : entries.Count == 0)
        {
            return false;
        }

        AtomicFile.Write(path, text);
        return true;
    }

    /// <summary>Sorted, a key a line and a line between entries, so that two branches that accept different things merge.</summary>
    internal static byte[] Format(SuppressionFormat format, IReadOnlyList<Suppression> entries)
    {
        var text = new StringBuilder("[");
        foreach (var (index, entry) in entries.OrderBy(entry => entry.Element, StringComparer.Ordinal).ThenBy(entry => entry.Rule, StringComparer.Ordinal).Index())
        {
            var lines = format.Keys.Select(key => (Key: key, Value: Value(entry, key))).Where(pair => pair.Value is not null)
                .Select(pair => $"    \"{pair.Key}\": \"{JsonEncodedText.Encode(pair.Value!, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
            text.Append(index == 0 ? "\n" : ",\n").Append("  {\n").AppendJoin(",\n", lines).Append("\n  }");
        }

        return Encoding.UTF8.GetBytes(text.Append(entries.Count == 0 ? "]\n" : "\n]\n").ToString());
    }

    private static string? Value(Suppression entry, string key) => key switch
    {
        "rule" => entry.Rule,
        "element" => entry.Element,
        "file" => entry.File,
        "baseline" => entry.Baseline,
        "reason" => entry.Reason,
        "owner" => entry.Owner,
        _ => entry.Expires?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
