using System.Globalization;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>Prints Markdown: a table a quantity, each with median, minimum, maximum and how many times faster than the first candidate.</summary>
internal sealed class Report(Options options, IReadOnlyList<Candidate> candidates, Workspace workspace)
{
    private readonly Dictionary<(Step, Candidate), List<Measurement>> _measurements = [];
    private readonly List<(TimeSpan Cold, TimeSpan Unlinted, TimeSpan Edit)> _floors = [];

    public void Add(Step step, Candidate candidate, Measurement measurement)
    {
        if (!_measurements.TryGetValue((step, candidate), out var list))
        {
            _measurements[(step, candidate)] = list = [];
        }

        list.Add(measurement);
    }

    /// <summary>What the tools alone needed, by hand.</summary>
    public void AddFloor(TimeSpan cold, TimeSpan unlinted, TimeSpan edit) => _floors.Add((cold, unlinted, edit));

    public void Write()
    {
        var generating = candidates.Where(candidate => candidate.Name != Candidate.EmptyName).ToArray();
        Line($"{options.Files} {options.Contracts.Title} contracts, {options.Runs} runs each, in turn, on {Environment.ProcessorCount} cores.");
        Line($"");
        Line($"| generated C# | files | kB | processes, cold | nothing changed | one edited |");
        Line($"|---|---:|---:|---:|---:|---:|");
        foreach (var candidate in generating)
        {
            var (files, bytes) = workspace.Generated(candidate);
            Line($"| {candidate.Name} | {files} | {bytes / 1000} | {Processes(Step.Cold)} | {Processes(Step.NothingChanged)} | {Processes(Step.OneEdited)} |");

            int Processes(Step step) => _measurements[(step, candidate)][^1].Processes;
        }

        Table("cold generation, first to last target", Step.Cold, generating, measurement => measurement.Span);
        Table("cold generation, its targets alone", Step.Cold, generating, measurement => measurement.Own);
        var peer = Median(Times(Step.Cold, candidates[0], measurement => measurement.Own));
        Floor("the tools alone: protoc compiles, one a core generates, Buf lints", floor => floor.Cold, peer);
        Floor("the same without the lint", floor => floor.Unlinted, peer);
        Table(options.Compile ? "whole cold build" : "whole cold build, without the compiler", Step.Cold, generating, measurement => measurement.Build);
        if (options.Compile)
        {
            Table("the C# compiler in it", Step.Cold, generating, measurement => measurement.Compiler);
        }

        Table("nothing changed, its targets alone", Step.NothingChanged, candidates, measurement => measurement.Own);
        Table("one contract edited, its targets alone", Step.OneEdited, generating, measurement => measurement.Own);
        Floor("the tools alone: `buf build` over all, protoc over the dependents", floor => floor.Edit, null);
    }

    /// <param name="peer">What to hold it against; null for nothing.</param>
    private void Floor(string title, Func<(TimeSpan Cold, TimeSpan Unlinted, TimeSpan Edit), TimeSpan> part, double? peer)
    {
        var times = _floors.Select(floor => part(floor).TotalMilliseconds).Order().ToArray();
        Line($"| {title} | {Median(times):F0} | {times[0]:F0} | {times[^1]:F0} | {(peer is { } other ? (other / Median(times)).ToString("F2", CultureInfo.InvariantCulture) : "")} |");
    }

    private void Table(string title, Step step, IReadOnlyList<Candidate> rows, Func<Measurement, TimeSpan> quantity)
    {
        Line($"");
        Line($"| {title} | median ms | min | max | times faster |");
        Line($"|---|---:|---:|---:|---:|");
        var peer = Median(Times(step, candidates[0], quantity));
        foreach (var candidate in rows)
        {
            var times = Times(step, candidate, quantity);
            Line($"| {candidate.Name} | {Median(times):F0} | {times[0]:F0} | {times[^1]:F0} | {peer / Median(times):F2} |");
        }
    }

    private double[] Times(Step step, Candidate candidate, Func<Measurement, TimeSpan> quantity) =>
        [.. _measurements[(step, candidate)].Select(measurement => quantity(measurement).TotalMilliseconds).Order()];

    private static double Median(double[] times) => (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
