using System.Globalization;
using Grpc.Service.Sdk.Baselines;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Reporting;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What a run of the gate left behind, to be told again while nothing that it depends on changes.</summary>
/// <param name="Key">See <see cref="Gate.Key"/>.</param>
/// <param name="Summary">The choice of the baseline with its reason, and what came of the comparison.</param>
public sealed record GateState(string Key, IReadOnlyList<Diagnostic> Findings, IReadOnlyList<string> Summary);

/// <summary>The breaking-change gate: chooses a baseline, compares, reports.</summary>
/// <param name="inputs">The key of the contract and the tools.</param>
internal sealed class Gate(PipelineRequest request, GateRequest gate, ContractSource source, Tool buf, string inputs, IPipelineSink sink)
{
    private readonly BaselineRequest _baseline = new()
    {
        Source = source,
        StateDirectory = request.StateDirectory,
        CacheDirectory = request.CacheDirectory,
        Baseline = gate.Baseline,
        Tags = gate.Tags,
        Fetch = gate.Fetch,
        Environment = gate.Environment,
    };

    private string SuppressionsPath => Path.Combine(request.ProjectDirectory, SuppressionFormat.Breaking.Name);

    /// <summary>Made without a process: the contract, the repository's refs, the options, the suppressions, and the day where one of them ends.</summary>
    public string Key()
    {
        var suppressions = File.Exists(SuppressionsPath) ? File.ReadAllText(SuppressionsPath) : "";
        using var key = new KeyHash()
            .Add("inputs", inputs)
            .Add("baseline", BaselineKey.Of(_baseline))
            .Add("category", gate.Category)
            .Add("severity", $"{gate.FindingSeverity}")
            .Add("warnings", string.Join(';', gate.WarningRules))
            .Add("suppressions", suppressions)
            .Add("day", suppressions.Contains("expires", StringComparison.Ordinal) ? request.Acceptance.Today.ToString("O", CultureInfo.InvariantCulture) : "");
        return key.Finish();
    }

    /// <param name="image">The contract's raw image; null when it does not compile, which is reported elsewhere.</param>
    /// <returns>Null when there is no image to compare.</returns>
    public async Task<GateState?> RunAsync(Func<Task<byte[]?>> image, CancellationToken cancel)
    {
        var baseline = await new BaselineFinder(_baseline, buf, sink.Detail).FindAsync(cancel).ConfigureAwait(false);
        var (entries, faults) = ReadSuppressions();
        if (baseline.Image is null)
        {
            GateReports.Remove(request.StateDirectory);
            var dead = baseline.EqualToWorkingTree ? Stale(baseline, entries, []) : [];
            return new GateState(Key(), [.. baseline.Findings, .. faults, .. dead], [baseline.Reason, .. Unchanged(baseline)]);
        }

        if (await image().ConfigureAwait(false) is not { } current)
        {
            return null;
        }

        var result = await CheckAsync(current, baseline, entries, cancel).ConfigureAwait(false);
        var paths = new ReportPaths(request.ProjectDirectory, GitFolder.Of(request.ProjectDirectory)?.Top ?? request.ProjectDirectory);
        GateReports.Write(request.StateDirectory, MarkdownReport.Write(result, paths, baseline.Name, baseline.Reason), SarifReport.Write(result, paths, request.SdkVersion));
        var misnamed = BreakingCheck.CheckRuleNames(gate.WarningRules, "GrpcBreakingWarnings");
        Diagnostic[] findings = [.. baseline.Findings, .. faults, .. misnamed, .. Stale(baseline, entries, result.All), .. result.Findings];
        return new GateState(Key(), [.. findings.Distinct().Order()], [baseline.Reason, result.Summary]);
    }

    /// <summary>Writes the present findings into the suppressions.</summary>
    public async Task AcceptAsync(Func<Task<byte[]?>> image, CancellationToken cancel)
    {
        var (entries, faults) = ReadSuppressions();
        sink.ReportAll(faults);
        if (faults.Count > 0 || await FindAllAsync(_baseline, image, entries, cancel).ConfigureAwait(false) is not { } found)
        {
            return;
        }

        var accepted = SuppressionFile.Accept(entries, found.All.Select(finding => (finding.Rule, finding.Element, finding.File)), found.Baseline, request.Acceptance.Reason, request.Acceptance.Owner, expires: null, request.Acceptance.Today);
        var written = SuppressionFile.Write(SuppressionFormat.Breaking, SuppressionsPath, accepted);
        sink.Answer(written
            ? $"{SuppressionFormat.Breaking.Name}: {accepted.Count} accepted changes, {accepted.Count - entries.Count} of them new. Say in each why ('reason') and who answers for it ('owner')."
            : $"{SuppressionFormat.Breaking.Name}: nothing new to accept against {found.Baseline}.");
    }

    /// <summary>Takes out the entries that are dead against the baseline they name and against the present one.</summary>
    public async Task PruneAsync(Func<Task<byte[]?>> image, CancellationToken cancel)
    {
        var (entries, faults) = ReadSuppressions();
        sink.ReportAll(faults);
        if (faults.Count > 0 || entries.Count == 0)
        {
            return;
        }

        var present = await FindAllAsync(_baseline, image, entries, cancel).ConfigureAwait(false);
        var recorded = new Dictionary<string, IReadOnlySet<(string Rule, string Element)>>(StringComparer.Ordinal);
        foreach (var name in entries.Select(entry => entry.Baseline).Distinct(StringComparer.Ordinal))
        {
            if (await FindAllAsync(_baseline with { Baseline = name }, image, entries, cancel).ConfigureAwait(false) is { } then)
            {
                recorded[name] = Keys(then.All);
            }
        }

        var stale = SuppressionFile.Stale(entries, Keys(present?.All ?? []), recorded);
        SuppressionFile.Write(SuppressionFormat.Breaking, SuppressionsPath, SuppressionFile.Prune(entries, stale));
        sink.ReportAll(SuppressionFile.TellStale(SuppressionFormat.Breaking, stale));
        sink.Answer($"{SuppressionFormat.Breaking.Name}: {stale.Count} of {entries.Count} entries hold for nothing any more and were taken out.");
    }

    private static IEnumerable<string> Unchanged(Baseline baseline) =>
        baseline.EqualToWorkingTree ? [$"The contract is that of {baseline.Name}: nothing to check."] : [];

    /// <summary>Entries that name this very baseline and are dead against it; the others are for <see cref="PruneAsync"/> to judge.</summary>
    private IReadOnlyList<Diagnostic> Stale(Baseline baseline, IReadOnlyList<Suppression> entries, IReadOnlyList<BreakingFinding> found)
    {
        var keys = Keys(found);
        var recorded = new Dictionary<string, IReadOnlySet<(string Rule, string Element)>>(StringComparer.Ordinal) { [Recorded(baseline)] = keys };
        return SuppressionFile.TellStale(SuppressionFormat.Breaking, SuppressionFile.Stale(entries, keys, recorded));
    }

    /// <summary>How an entry names its baseline: by a release's tag, which stays; else by the commit, as branches move.</summary>
    private string Recorded(Baseline baseline) =>
        baseline.Commit is null || gate.Tags.Split(';', StringSplitOptions.TrimEntries).Any(pattern => VersionTag.Of(baseline.Name, pattern) is not null)
            ? baseline.Name
            : baseline.Commit;

    private static HashSet<(string Rule, string Element)> Keys(IEnumerable<BreakingFinding> findings) => [.. findings.Select(finding => (finding.Rule, finding.Element))];

    /// <returns>Every finding against a baseline, accepted or not; none where the contract is the baseline's; null where there is no baseline.</returns>
    private async Task<(string Baseline, IReadOnlyList<BreakingFinding> All)?> FindAllAsync(
        BaselineRequest asked, Func<Task<byte[]?>> image, IReadOnlyList<Suppression> entries, CancellationToken cancel)
    {
        var baseline = await new BaselineFinder(asked, buf, sink.Detail).FindAsync(cancel).ConfigureAwait(false);
        sink.ReportAll(baseline.Findings);
        if (baseline.EqualToWorkingTree)
        {
            return (Recorded(baseline), []);
        }

        return baseline.Image is not null && await image().ConfigureAwait(false) is { } current
            ? (Recorded(baseline), (await CheckAsync(current, baseline, entries, cancel).ConfigureAwait(false)).All)
            : null;
    }

    private Task<BreakingResult> CheckAsync(byte[] current, Baseline baseline, IReadOnlyList<Suppression> entries, CancellationToken cancel) =>
        BreakingCheck.RunAsync(
            new BreakingRequest
            {
                Current = current,
                Baseline = baseline.Image!,
                BaselineName = baseline.Name,
                Source = source,
                ProjectFile = gate.ProjectFile,
                BufPath = buf.Path,
                WorkingDirectory = Path.Combine(request.StateDirectory, "breaking"),
                Rules = BreakingConfiguration.Of(source, BreakingRules.OfCategory(gate.Category)),
                Severity = gate.FindingSeverity,
                WarningRules = gate.WarningRules,
                Suppressions = entries,
                Today = request.Acceptance.Today,
                Started = sink.Detail,
            },
            cancel);

    private (IReadOnlyList<Suppression> Entries, IReadOnlyList<Diagnostic> Faults) ReadSuppressions() =>
        SuppressionFile.Read(SuppressionFormat.Breaking, SuppressionsPath, source.DisplayPath(SuppressionsPath));
}
