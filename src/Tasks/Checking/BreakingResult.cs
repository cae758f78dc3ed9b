using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Checking;

/// <param name="Findings">What a build tells: what was not accepted, and entries that expired; sorted.</param>
/// <param name="All">Accepted ones too; sorted as the findings are.</param>
/// <param name="FilesCompared">How many files had to be looked at: those that differ, and what the rules need beside them.</param>
public sealed record BreakingResult(
    IReadOnlyList<Diagnostic> Findings, IReadOnlyList<BreakingFinding> All, SemVerImpact Verdict, int FilesCompared)
{
    /// <summary>What several checks of one contract found, each of other files.</summary>
    public static BreakingResult Of(IReadOnlyList<BreakingResult> parts) => parts.Count == 1 ? parts[0] : new(
        [.. parts.SelectMany(part => part.Findings).Distinct().Order()],
        [.. parts.SelectMany(part => part.All).OrderBy(finding => finding.ToDiagnostic()).ThenBy(finding => finding.Element, StringComparer.Ordinal)],
        parts.Max(part => part.Verdict),
        parts.Sum(part => part.FilesCompared));

    /// <summary>One line, for the log.</summary>
    public string Summary
    {
        get
        {
            var accepted = All.Count(finding => finding.Suppression is not null);
            return $"{Count(FilesCompared, "file compared", "files compared")}, {Count(All.Count, "breaking change", "breaking changes")}" +
                $"{(accepted > 0 ? $" ({accepted} accepted)" : "")}: the next version is a {Verdict.ToString().ToLowerInvariant()} one.";
        }
    }

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
