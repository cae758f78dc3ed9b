using System.Globalization;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Makes findings of Buf's annotations.</summary>
/// <param name="companions">Rules that ran only to tell whom others break; what they find is not told itself.</param>
internal sealed class FindingReader(
    BreakingRequest request, Image current, ElementIndex now, ElementIndex then, IReadOnlySet<string> companions)
{
    private readonly SubjectReader _subjects = new(now, then);
    private readonly BreakingHints _hints = new(now, then);
    private readonly FindingPlace _places = new(request, current);

    public IReadOnlyList<BreakingFinding> Read(IReadOnlyList<BufAnnotation> annotations)
    {
        var read = annotations.Select(annotation => (Annotation: annotation, Subject: _subjects.Read(annotation))).ToArray();
        var seen = read.Select(pair => (pair.Annotation.Type, pair.Subject.Element)).ToHashSet();
        return
        [
            .. read.Where(pair => !companions.Contains(pair.Annotation.Type))
                .Select(pair => Finding(pair.Annotation, pair.Subject, seen))
                .Distinct()
                .OrderBy(finding => finding.ToDiagnostic()).ThenBy(finding => finding.Element, StringComparer.Ordinal),
        ];
    }

    private BreakingFinding Finding(BufAnnotation annotation, BreakingSubject subject, HashSet<(string Rule, string Element)> seen)
    {
        var rule = BreakingRuleTable.Rules.GetValueOrDefault(annotation.Type);
        var unstable = UnstablePackage.Is(subject.Package);
        var lowered = unstable || request.WarningRules.Contains(annotation.Type);
        var gone = subject.Was is { } was && now.Find(was.Kind, was.FullName)?.File != was.File ? was : null;
        return new BreakingFinding(
            annotation.Type,
            subject.Element,
            subject.BaselineFile ?? annotation.Path ?? "",
            annotation.Message,
            _hints.For(annotation.Type, subject),
            Whom(rule, subject, seen),
            rule?.Languages ?? "",
            gone is null ? null : string.Create(CultureInfo.InvariantCulture, $"{gone.File}:{gone.Place?.Line ?? 1}"),
            _places.Of(annotation, subject),
            lowered && request.Severity == Severity.Error ? Severity.Warning : request.Severity,
            unstable,
            request.Suppressions.FirstOrDefault(entry => entry.Rule == annotation.Type && entry.Element == subject.Element && !entry.IsExpired(request.Today)));
    }

    private Breaks Whom(BreakingRule? rule, BreakingSubject subject, HashSet<(string Rule, string Element)> seen)
    {
        if (rule is null || _hints.IsMoved(rule.Id, subject))
        {
            return Breaks.Source;
        }

        var breaks = rule.Breaks;
        breaks |= rule.WireRule is { } wire && seen.Contains((wire, subject.Element)) ? Breaks.Wire : Breaks.None;
        breaks |= rule.JsonRule is { } json && seen.Contains((json, subject.Element)) ? Breaks.Json : Breaks.None;
        return breaks | (LosesService(rule.Id, subject) ? Breaks.Wire : Breaks.None);
    }

    private bool LosesService(string rule, BreakingSubject subject) => rule == "FILE_NO_DELETE"
        && then.In(subject.Element).Any(element => element.Kind == ElementKind.Service && now.Find(element.Kind, element.FullName) is null);
}
