using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>What one binary log says.</summary>
/// <param name="Span">From the start of the first to the end of the last of the candidate's targets.</param>
/// <param name="Own">The time in which one of them ran: the span without what other targets did between them.</param>
/// <param name="Build">The whole build.</param>
/// <param name="Compiler">The C# compiler's share of it.</param>
/// <param name="Processes">The tools that were started.</param>
internal sealed partial record Measurement(TimeSpan Span, TimeSpan Own, TimeSpan Build, TimeSpan Compiler, int Processes)
{
    public static Measurement Read(string log, Candidate candidate)
    {
        var build = BinaryLog.ReadBuild(log);
        var targets = build.FindChildrenRecursive<Target>(target => !target.Skipped
            && candidate.TargetPrefixes.Any(prefix => target.Name.StartsWith(prefix, StringComparison.Ordinal)));
        if (targets.Count == 0)
        {
            throw new BenchException($"The log of {candidate.Name} has no target that begins with {string.Join(" or ", candidate.TargetPrefixes)}.");
        }

        return new(targets.Max(target => target.EndTime) - targets.Min(target => target.StartTime), Union(targets), build.Duration, CompilerIn(build), CommandsIn(build));
    }

    private static TimeSpan CompilerIn(Build build) => build
        .FindChildrenRecursive<Microsoft.Build.Logging.StructuredLogger.Task>(task => task.Name == "Csc")
        .Aggregate(TimeSpan.Zero, (sum, task) => sum + task.Duration);

    /// <summary>Command lines, as both sides log them.</summary>
    private static int CommandsIn(Build build)
    {
        var commands = 0;
        build.VisitAllChildren<BaseNode>(node => commands += node switch
        {
            Message message when Command().IsMatch(message.Text ?? "") => 1,
            Microsoft.Build.Logging.StructuredLogger.Task { CommandLineArguments: { Length: > 0 } line } when Command().IsMatch(line) => 1,
            _ => 0,
        });
        return commands;
    }

    [GeneratedRegex(@"^(?:cd .* && )?\S*[/\\](buf|protoc)(\.exe)? ", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    private static TimeSpan Union(IEnumerable<Target> targets)
    {
        var sum = TimeSpan.Zero;
        var covered = DateTime.MinValue;
        foreach (var target in targets.OrderBy(target => target.StartTime))
        {
            var start = target.StartTime > covered ? target.StartTime : covered;
            if (target.EndTime > start)
            {
                sum += target.EndTime - start;
                covered = target.EndTime;
            }
        }

        return sum;
    }
}
