using System.Text;
using System.Text.Json;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Which changes count as breaking: the breaking section of one module's buf.yaml, with paths as the image names files.</summary>
/// <param name="Version">Of the configuration's format; Buf's rules differ by it.</param>
/// <param name="Use">Rule ids and categories.</param>
/// <param name="Except">Of those, what is left out.</param>
/// <param name="Ignore">Files and folders, relative to the module.</param>
/// <param name="IgnoreOnly">The same for single rules and categories.</param>
public sealed record BreakingRules(
    string Version,
    IReadOnlyList<string> Use,
    IReadOnlyList<string> Except,
    IReadOnlyList<string> Ignore,
    IReadOnlyDictionary<string, IReadOnlyList<string>> IgnoreOnly,
    bool IgnoreUnstablePackages)
{
    private const string Version1 = "v1";
    private const string Version2 = "v2";

    /// <summary>The one rule of version 2 that version 1 does not have; but for CSR, the rest is the same.</summary>
    private const string NotInVersion1 = "PACKAGE_EXTENSION_NO_DELETE";

    /// <summary>The default of Buf and ours.</summary>
    public static BreakingRules Default { get; } = OfCategory("FILE");

    /// <summary>The module is left out as a whole.</summary>
    public bool Disabled => Ignore.Contains(".");

    public static BreakingRules OfCategory(string category) =>
        new(Version2, [category], [], [], new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), IgnoreUnstablePackages: false);

    /// <summary>The rule ids that are in force; null where that is not known: a rule that Buf does not come with, or version 1beta1.</summary>
    public IReadOnlySet<string>? Configured()
    {
        if (Version is not (Version1 or Version2) || Use.Concat(Except).Any(name => !BreakingRuleTable.Expand(name).Any()))
        {
            return null;
        }

        var configured = Use.SelectMany(BreakingRuleTable.Expand).ToHashSet(StringComparer.Ordinal);
        configured.ExceptWith(Except.SelectMany(BreakingRuleTable.Expand));
        if (Version == Version1)
        {
            configured.Remove(NotInVersion1);
        }

        return configured;
    }

    /// <summary>
    /// What Buf is told: inline, as a buf.yaml that has this section alone. Beside the configured rules run those that tell
    /// whether a finding of theirs breaks the wire or JSON; <paramref name="companions"/> are they.
    /// </summary>
    internal string ToJson(out IReadOnlySet<string> companions)
    {
        var configured = Configured();
        companions = configured is null
            ? new HashSet<string>(StringComparer.Ordinal)
            : configured.SelectMany(id => new[] { BreakingRuleTable.Rules[id].WireRule, BreakingRuleTable.Rules[id].JsonRule })
                .OfType<string>().Where(id => !configured.Contains(id)).ToHashSet(StringComparer.Ordinal);
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("version", Version);
            writer.WriteStartObject("breaking");
            WriteList("use", configured is null ? Use : [.. configured.Concat(companions).Order(StringComparer.Ordinal)]);
            WriteList("except", configured is null ? Except : []);
            WriteList("ignore", Ignore);
            writer.WriteStartObject("ignore_only");
            foreach (var (rule, paths) in IgnoreOnly.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                WriteList(rule, paths);
            }

            writer.WriteEndObject();
            writer.WriteBoolean("ignore_unstable_packages", IgnoreUnstablePackages);
            writer.WriteEndObject();
            writer.WriteEndObject();

            void WriteList(string name, IReadOnlyList<string> values)
            {
                if (values.Count > 0)
                {
                    writer.WriteStartArray(name);
                    foreach (var value in values)
                    {
                        writer.WriteStringValue(value);
                    }

                    writer.WriteEndArray();
                }
            }
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
