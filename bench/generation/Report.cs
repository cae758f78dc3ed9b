using System.Globalization;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>Prints Markdown: a table a quantity, each with median, minimum, maximum and how many times faster than the first candidate.</summary>
internal static class Report
{
    public static void Write(
        Options options,
        IReadOnlyList<Candidate> candidates,
        IReadOnlyDictionary<Candidate, List<Measurement>> measurements,
        Workspace workspace)
    {
        Line($"{options.Files} small contracts, {options.Runs} cold runs each, in turn, on {Environment.ProcessorCount} cores.");
        Line($"");
        Line($"| generated C# | files | kB |");
        Line($"|---|---:|---:|");
        foreach (var candidate in candidates)
        {
            var (files, bytes) = workspace.Generated(candidate);
            Line($"| {candidate.Name} | {files} | {bytes / 1000} |");
        }

        Table("generation, first to last target", measurement => measurement.Span);
        Table("generation, its targets alone", measurement => measurement.Own);
        Table("whole build", measurement => measurement.Build);

        void Table(string title, Func<Measurement, TimeSpan> quantity)
        {
            Line($"");
            Line($"| {title} | median ms | min | max | times faster |");
            Line($"|---|---:|---:|---:|---:|");
            var peer = Median(candidates[0]);
            foreach (var candidate in candidates)
            {
                var times = Times(candidate);
                Line($"| {candidate.Name} | {Median(candidate):F0} | {times[0]:F0} | {times[^1]:F0} | {peer / Median(candidate):F2} |");
            }

            double[] Times(Candidate candidate) =>
                [.. measurements[candidate].Select(measurement => quantity(measurement).TotalMilliseconds).Order()];

            double Median(Candidate candidate)
            {
                var times = Times(candidate);
                return (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
            }
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
