using Microsoft.Build.Logging.StructuredLogger;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>What one binary log says.</summary>
/// <param name="Span">From the start of the first to the end of the last of the candidate's targets.</param>
/// <param name="Own">The time in which one of them ran: the span without what other targets did between them.</param>
/// <param name="Build">The whole build.</param>
internal sealed record Measurement(TimeSpan Span, TimeSpan Own, TimeSpan Build)
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

        return new(targets.Max(target => target.EndTime) - targets.Min(target => target.StartTime), Union(targets), build.Duration);
    }

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
