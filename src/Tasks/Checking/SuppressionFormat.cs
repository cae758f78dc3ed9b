using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Checking;

/// <summary>A file of accepted findings: its name, what an entry of it says, and the codes for what is wrong with it.</summary>
public sealed partial record SuppressionFormat
{
    private static readonly string[] s_keys = ["rule", "element", "file", "baseline", "reason", "owner", "expires"];

    /// <summary>Changes that break someone, accepted against a baseline.</summary>
    public static SuppressionFormat Breaking { get; } = new()
    {
        Name = "breaking-suppressions.json",
        Required = ["rule", "element", "baseline", "reason", "owner"],
        IsRule = BreakingRuleTable.IsRule,
        Unreadable = Codes.SuppressionsUnreadable,
        InConflict = Codes.SuppressionsInConflict,
        KeyBad = Codes.SuppressionKeyBad,
        RuleUnknown = Codes.SuppressionRuleUnknown,
        DateBad = Codes.SuppressionDateBad,
        Twice = Codes.SuppressionTwice,
        Expired = Codes.SuppressionExpired,
        Stale = Codes.SuppressionStale,
    };

    /// <summary>Lint's findings. Which rules there are is not known to us: a plugin in buf.yaml brings its own.</summary>
    public static SuppressionFormat Lint { get; } = new()
    {
        Name = "lint-suppressions.json",
        Required = ["rule", "element", "reason", "owner"],
        IsRule = rule => RuleIds.IsLint(rule) && RuleForm().IsMatch(rule),
        Unreadable = Codes.LintSuppressionsUnreadable,
        InConflict = Codes.LintSuppressionsInConflict,
        KeyBad = Codes.LintSuppressionKeyBad,
        RuleUnknown = Codes.LintSuppressionRuleUnknown,
        DateBad = Codes.LintSuppressionDateBad,
        Twice = Codes.LintSuppressionTwice,
        Expired = Codes.LintSuppressionExpired,
        Stale = Codes.LintSuppressionStale,
    };

    public required string Name { get; init; }

    /// <summary>The keys of an entry, in the order in which they are written.</summary>
    public IReadOnlyList<string> Keys => [.. s_keys.Where(key => key is "file" or "expires" || Required.Contains(key))];

    /// <summary>Those of them that no entry may lack.</summary>
    public required IReadOnlyList<string> Required { get; init; }

    public required Func<string, bool> IsRule { get; init; }

    public required DiagnosticCode Unreadable { get; init; }

    public required DiagnosticCode InConflict { get; init; }

    public required DiagnosticCode KeyBad { get; init; }

    public required DiagnosticCode RuleUnknown { get; init; }

    public required DiagnosticCode DateBad { get; init; }

    public required DiagnosticCode Twice { get; init; }

    public required DiagnosticCode Expired { get; init; }

    public required DiagnosticCode Stale { get; init; }

    [GeneratedRegex("^[A-Z][A-Z0-9_]*$")]
    private static partial Regex RuleForm();
}
