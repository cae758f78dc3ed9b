using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>The gate's reports in the intermediate folder, and in the summary of a CI's job where it has one.</summary>
internal static class GateReports
{
    private const string Markdown = "breaking.md";
    private const string Sarif = "breaking.sarif";

    public static void Write(string stateDirectory, string markdown, string sarif)
    {
        AtomicFile.Write(Path.Combine(stateDirectory, Markdown), Encoding.UTF8.GetBytes(markdown));
        AtomicFile.Write(Path.Combine(stateDirectory, Sarif), Encoding.UTF8.GetBytes(sarif));
    }

    /// <summary>Nothing was compared: an old report would speak of something else.</summary>
    public static void Remove(string stateDirectory)
    {
        File.Delete(Path.Combine(stateDirectory, Markdown));
        File.Delete(Path.Combine(stateDirectory, Sarif));
    }

    /// <summary>
    /// Appends the report to GitHub's job summary, once per job and content: several projects and targets of one job tell it
    /// once, a later job with a cached obj folder tells it again.
    /// </summary>
    public static void AppendToJobSummary(string stateDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var report = Path.Combine(stateDirectory, Markdown);
        if (environment.GetValueOrDefault("GITHUB_STEP_SUMMARY") is not { Length: > 0 } summary || !File.Exists(report))
        {
            return;
        }

        var text = File.ReadAllText(report);
        string[] identity = [environment.GetValueOrDefault("GITHUB_RUN_ID", ""), environment.GetValueOrDefault("GITHUB_RUN_ATTEMPT", ""), environment.GetValueOrDefault("GITHUB_JOB", ""), text];
        var mark = FileHash.OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', identity)));
        var marker = Path.Combine(stateDirectory, "summary.mark");
        if (File.Exists(marker) && File.ReadAllText(marker) == mark)
        {
            return;
        }

        File.AppendAllText(summary, text + "\n");
        AtomicFile.Write(marker, Encoding.ASCII.GetBytes(mark));
    }
}
