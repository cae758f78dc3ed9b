namespace Grpc.Service.Sdk.Checking;

/// <summary>Reads the impact off the findings and, where nothing broke, off what was added or deprecated.</summary>
internal static class SemVerVerdict
{
    public static SemVerImpact Of(IReadOnlyList<BreakingFinding> findings, ElementIndex current, ElementIndex baseline)
    {
        if (findings.Any(finding => !finding.Unstable))
        {
            return SemVerImpact.Major;
        }

        return findings.Count > 0 || current.All().Any(IsNews) ? SemVerImpact.Minor : SemVerImpact.Patch;

        bool IsNews(ProtoElement element) => baseline.Find(element.Kind, element.FullName) is not { } was || (element.IsDeprecated && !was.IsDeprecated);
    }
}
