using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Holds the contracts against a baseline with one <c>buf breaking</c> over what differs; nothing is started where nothing does, or where all that differs is new.
/// Buf says what broke; what is added here is where to look, whom it breaks, what would have been right, and what was accepted.
/// </summary>
public static class BreakingCheck
{
    private const string CurrentFile = "breaking-current.binpb";
    private const string BaselineFile = "breaking-baseline.binpb";
    private const string PackageRules = "PACKAGE_";

    /// <exception cref="DiagnosticException">The baseline is no image, or Buf failed as a whole.</exception>
    public static async Task<BreakingResult> RunAsync(BreakingRequest request, CancellationToken cancel)
    {
        var current = Read(request.Current, "the present image");
        var baseline = Read(request.Baseline, request.BaselineName);
        var imports = request.Source.Imports.ToHashSet(StringComparer.Ordinal);
        string[] touched = request.Rules.Disabled ? [] :
        [
            .. Touched(current, baseline, request.Rules).Where(name => !imports.Contains(name) && !SharedContracts.Contains(name)),
        ];
        IReadOnlyList<BreakingFinding> found = [];
        var verdict = SemVerImpact.Patch;
        if (touched.Length > 0)
        {
            var now = new ElementIndex(current, touched);
            var then = new ElementIndex(baseline, touched);
            found = await FindAsync(request, ImageSlices.Of(current, baseline, touched), current, baseline, now, then, cancel).ConfigureAwait(false);
            verdict = SemVerVerdict.Of(found, now, then);
        }

        Diagnostic[] told =
        [
            .. found.Where(finding => finding.Suppression is null).Select(finding => finding.ToDiagnostic()),
            .. request.Suppressions.Where(entry => entry.IsExpired(request.Today)).Select(entry => entry.Expired(SuppressionFormat.Breaking)),
        ];
        return new BreakingResult([.. told.Distinct().Order()], found, verdict, touched.Length);
    }

    /// <summary>A fault for each name that is no rule.</summary>
    /// <param name="property">Where the names were given.</param>
    public static IReadOnlyList<Diagnostic> CheckRuleNames(IEnumerable<string> names, string property) =>
        [.. names.Where(name => !BreakingRuleTable.IsRule(name)).Select(name => Codes.UnknownBreakingRule.With(name, property))];

    /// <summary>
    /// Every rule but those of packages compares pairs of files or of declarations, so a file that did not change has no part in it,
    /// with the exception of <see cref="EnumDefaults"/>. A deletion from a package is seen in the whole package alone.
    /// </summary>
    internal static IReadOnlyList<string> Touched(Image current, Image baseline, BreakingRules rules)
    {
        var differing = ImageSlices.Differing(current, baseline);
        if (differing.Count == 0)
        {
            return [];
        }

        var touched = EnumDefaults.Widen(current, baseline, differing);
        if (rules.Configured() is { } configured && !configured.Any(id => id.StartsWith(PackageRules, StringComparison.Ordinal)))
        {
            return touched;
        }

        var packages = touched.SelectMany(name => new[] { current.Find(name), baseline.Find(name) }).OfType<ImageFile>().Select(file => file.Package).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. current.Files.Concat(baseline.Files).Where(file => !file.IsImport && packages.Contains(file.Package)).Select(file => file.Name)
                .Concat(touched).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<BreakingFinding>> FindAsync(
        BreakingRequest request, ImageSlices slices, Image current, Image baseline, ElementIndex now, ElementIndex then, CancellationToken cancel)
    {
        // Nothing that is new can break anyone.
        if (request.Rules.Configured() is { Count: 0 } || slices.Touched.All(name => baseline.Find(name) is null))
        {
            return [];
        }

        var configuration = request.Rules.ToJson(out var companions);
        Directory.CreateDirectory(request.WorkingDirectory);
        await File.WriteAllBytesAsync(Path.Combine(request.WorkingDirectory, CurrentFile), slices.Current, cancel).ConfigureAwait(false);
        await File.WriteAllBytesAsync(Path.Combine(request.WorkingDirectory, BaselineFile), slices.Baseline, cancel).ConfigureAwait(false);

        // Imports are excluded, or what only one side imports would be looked at too.
        string[] arguments = ["breaking", CurrentFile, "--against", BaselineFile, "--exclude-imports", "--config", configuration, "--error-format", "json"];
        var result = await ToolProcess.RunAsync(request.BufPath, arguments, request.WorkingDirectory, request.Started, cancel).ConfigureAwait(false);
        var where = new SourceSpan(request.Source.DisplayPath(request.Source.BufConfiguration ?? request.Source.Root));
        if (result.ExitCode is not (0 or Buf.FindingsExitCode))
        {
            throw new DiagnosticException(Codes.BufFailed.With(where, "breaking", result.ExitCode, result.Errors.Trim()));
        }

        var lines = result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var annotations = new List<BufAnnotation>();
        foreach (var line in lines)
        {
            annotations.Add(BufAnnotation.Read(line) ?? throw new DiagnosticException(Codes.BufSaid.With(where, line)));
        }

        return new FindingReader(request, current, now, then, companions).Read(annotations);
    }

    private static Image Read(ReadOnlyMemory<byte> bytes, string name)
    {
        Image image;
        try
        {
            image = Image.Read(bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new DiagnosticException(Codes.NotAnImage.With(name, exception.Message));
        }

        var missing = image.Files.SelectMany(file => file.Dependencies).FirstOrDefault(dependency => image.Find(dependency) is null);
        return missing is null ? image : throw new DiagnosticException(Codes.NotAnImage.With(name, $"it lacks the import '{missing}'"));
    }
}
