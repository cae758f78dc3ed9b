using System.Text;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Reporting;

/// <summary>The findings as a page of Markdown, for a person and for a CI's job summary. The same findings give the same bytes.</summary>
public static class MarkdownReport
{
    // GitHub takes 1 MiB of summary from one step, and nobody reads two thousand rows.
    private const int MostRows = 200;
    private const int LongestText = 1000;

    /// <param name="baseline">What the contracts were held against.</param>
    /// <param name="baselineReason">Why that one.</param>
    public static string Write(BreakingResult result, ReportPaths paths, string baseline, string baselineReason)
    {
        var open = result.All.Where(finding => finding.Suppression is null).ToArray();
        var accepted = result.All.Where(finding => finding.Suppression is not null).ToArray();
        var page = new StringBuilder("# Breaking changes\n\n");
        page.Append(Verdict(result, open.Length, accepted.Length)).Append("\n\n");
        page.Append("Held against ").Append(Code(baseline)).Append(": ").Append(Escape(baselineReason)).Append('\n');
        var rows = MostRows;
        foreach (var file in open.GroupBy(finding => paths.Of(finding.Place.File), StringComparer.Ordinal))
        {
            if (rows > 0)
            {
                page.Append("\n## ").Append(Code(file.Key)).Append("\n\n| line | rule | breaks | what, and what would be right |\n|---:|---|---|---|\n");
                foreach (var finding in file.Take(rows))
                {
                    page.Append(Row(finding));
                }

                rows -= file.Count();
            }
        }

        if (open.Length > MostRows)
        {
            page.Append("\nAnd ").Append(open.Length - MostRows).Append(" more: the SARIF file beside this report has all of them.\n");
        }

        if (open.Length > 0)
        {
            page.Append("\n## If it is meant\n\n```sh\ndotnet build -t:GrpcAcceptBreaking\n```\n\nwrites what is above into `")
                .Append(SuppressionFormat.Breaking.Name).Append("`. Say there why, and commit it with the change.\n");
        }

        if (accepted.Length > 0)
        {
            page.Append("\n## Accepted\n\n| rule | element | why | by | until |\n|---|---|---|---|---|\n");
            foreach (var finding in accepted.Take(MostRows))
            {
                var entry = finding.Suppression!;
                page.Append($"| {finding.Rule} | {Code(finding.Element)} | {Cell(entry.Reason)} | {Cell(entry.Owner)} | {entry.Expires?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)} |\n");
            }

            if (accepted.Length > MostRows)
            {
                page.Append("\nAnd ").Append(accepted.Length - MostRows).Append(" more.\n");
            }
        }

        return page.ToString();
    }

    private static string Verdict(BreakingResult result, int open, int accepted)
    {
        var version = $"**The next version is a {result.Verdict.ToString().ToLowerInvariant()} one.** ";
        if (result.All.Count == 0)
        {
            return version + (result.Verdict == SemVerImpact.Minor ? "Something is new, and nothing breaks." : "Nothing breaks.");
        }

        var errors = result.All.Count(finding => finding.Suppression is null && finding.Severity == Severity.Error);
        return $"{version}{open} breaking {(open == 1 ? "change" : "changes")} ({errors} {(errors == 1 ? "error" : "errors")}), {accepted} accepted.";
    }

    private static string Row(BreakingFinding finding)
    {
        var was = finding.Was is null ? "" : $" It was at {Code(finding.Was)}.";
        return $"| {finding.Place.Line} | {finding.Rule}{(finding.Severity == Severity.Error ? "" : " *(warning)*")} | {finding.Whom} | {Cell(finding.Message)}{was} {Cell(finding.Hint)} |\n";
    }

    /// <summary>Text of the contract is text: it makes no markup and no further cells.</summary>
    private static string Cell(string text) => Escape(text.Length > LongestText ? text[..LongestText] + "…" : text);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is '\n' or '\r')
            {
                escaped.Append(' ');
                continue;
            }

            if (character is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '@')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>A fence that is longer than any run of backticks within.</summary>
    private static string Code(string text)
    {
        var line = text.Replace('\n', ' ').Replace('\r', ' ').Replace("|", "\\|", StringComparison.Ordinal);
        return line.Contains('`', StringComparison.Ordinal) ? $"`` {line} ``" : $"`{line}`";
    }
}
