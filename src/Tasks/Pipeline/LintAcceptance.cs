using System.Globalization;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Takes out of lint's findings what lint-suppressions.json accepts, and keeps that file.</summary>
internal sealed class LintAcceptance(PipelineRequest request, ContractSource source)
{
    private static SuppressionFormat Format => SuppressionFormat.Lint;

    private string File => FileOf(request);

    /// <summary>The file's text, and the day where an entry of it ends.</summary>
    public static void AddTo(KeyHash key, PipelineRequest request)
    {
        var text = System.IO.File.Exists(FileOf(request)) ? System.IO.File.ReadAllText(FileOf(request)) : "";
        key.Add("lint suppressions", text);
        key.Add("day", text.Contains("expires", StringComparison.Ordinal) ? request.Acceptance.Today.ToString("O", CultureInfo.InvariantCulture) : "");
    }

    /// <param name="image">The contract's; null when it does not compile: then no entry is called stale.</param>
    /// <returns>What is left to tell, with what is wrong in the file.</returns>
    public IReadOnlyList<Diagnostic> Apply(IReadOnlyList<Diagnostic> findings, Image? image)
    {
        var (entries, faults) = Read();
        if (image is null || entries.Count == 0)
        {
            return [.. findings.Concat(faults).Order()];
        }

        var read = Subjects(findings, image);
        var alive = read.Select(pair => pair.Subject?.Key).ToHashSet();
        var expired = entries.Where(entry => entry.IsExpired(request.Acceptance.Today) && alive.Contains(entry.Key)).ToArray();
        var accepted = entries.Except(expired).Select(entry => entry.Key).ToHashSet();
        return
        [
            .. read.Where(pair => pair.Subject is null || !accepted.Contains(pair.Subject.Key)).Select(pair => pair.Finding)
                .Concat(faults)
                .Concat(expired.Select(entry => entry.Expired(Format)))
                .Concat(SuppressionFile.TellStale(Format, entries.Where(entry => !alive.Contains(entry.Key))))
                .Order(),
        ];
    }

    /// <summary>Writes the present findings into the file.</summary>
    public async Task AcceptAsync(Buf buf, ContractImage image, IPipelineSink sink, CancellationToken cancel)
    {
        if (await FindAsync(buf, image, sink, cancel).ConfigureAwait(false) is not var (entries, found))
        {
            return;
        }

        var subjects = found.Select(subject => (subject.Rule, subject.Element, subject.File));
        var acceptance = request.Acceptance;
        var accepted = SuppressionFile.Accept(entries, subjects, "", acceptance.Reason, acceptance.Owner, expires: null, acceptance.Today);
        sink.Answer(SuppressionFile.Write(Format, File, accepted)
            ? $"{Format.Name}: {accepted.Count} accepted findings, {accepted.Count - entries.Count} of them new. Say in each why ('reason') and who answers for it ('owner')."
            : $"{Format.Name}: nothing new to accept.");
    }

    /// <summary>Takes out the entries that nothing is found for any more.</summary>
    public async Task PruneAsync(Buf buf, ContractImage image, IPipelineSink sink, CancellationToken cancel)
    {
        if (!System.IO.File.Exists(File) || await FindAsync(buf, image, sink, cancel).ConfigureAwait(false) is not var (entries, found))
        {
            return;
        }

        var alive = found.Select(subject => subject.Key).ToHashSet();
        var stale = entries.Where(entry => !alive.Contains(entry.Key)).ToArray();
        SuppressionFile.Write(Format, File, SuppressionFile.Prune(entries, stale));
        sink.ReportAll(SuppressionFile.TellStale(Format, stale));
        sink.Answer($"{Format.Name}: {stale.Length} of {entries.Count} entries hold for nothing any more and were taken out.");
    }

    private static string FileOf(PipelineRequest request) => Path.Combine(request.ProjectDirectory, Format.Name);

    /// <returns>What the file holds and all that lint finds; null when something is wrong, which is told.</returns>
    private async Task<(IReadOnlyList<Suppression> Entries, IReadOnlyList<LintSubject> Found)?> FindAsync(
        Buf buf, ContractImage contract, IPipelineSink sink, CancellationToken cancel)
    {
        var (entries, faults) = Read();
        sink.ReportAll(faults);
        var (bytes, broken) = await contract.BuildAsync().ConfigureAwait(false);
        sink.ReportAll(broken);
        if (faults.Count > 0 || bytes is null)
        {
            return null;
        }

        var findings = await Linter.RunAsync(buf, source, only: null, cancel).ConfigureAwait(false);
        return (entries, [.. Subjects(findings, Image.Read(bytes)).Select(pair => pair.Subject).OfType<LintSubject>()]);
    }

    private (Diagnostic Finding, LintSubject? Subject)[] Subjects(IReadOnlyList<Diagnostic> findings, Image image)
    {
        var elements = new LintElements(source, image);
        return [.. findings.Select(finding => (finding, elements.Of(finding)))];
    }

    private (IReadOnlyList<Suppression> Entries, IReadOnlyList<Diagnostic> Faults) Read() => SuppressionFile.Read(Format, File, source.DisplayPath(File));
}
