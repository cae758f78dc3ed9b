using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>
/// What a project's own warning properties and the command line make of a finding, told before it is logged, since an error ends the generation.
/// MSBuild carries NoWarn, WarningsAsErrors, WarningsNotAsErrors and its switches over to what a task warns of, and TreatWarningsAsErrors not
/// (dotnet/msbuild#10871).
/// </summary>
/// <param name="lintErrors"><c>GrpcLintSeverity</c> is error.</param>
/// <param name="treatAsErrors"><c>TreatWarningsAsErrors</c>. A breaking change has a property of its own, and stays what that says.</param>
/// <param name="makesError">Whether MSBuild makes an error of a warning with that id.</param>
/// <param name="kept">Ids that are never raised, as a project lists them: with semicolons or commas.</param>
internal sealed class WarningPolicy(bool lintErrors, bool treatAsErrors, Func<string, bool> makesError, params string[] kept)
{
    private readonly HashSet<string> _kept = kept
        .SelectMany(list => list.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public Severity SeverityOf(Diagnostic finding) =>
        finding.Severity == Severity.Warning && !_kept.Contains(finding.Code) && IsRaised(finding.Code) ? Severity.Error : finding.Severity;

    private bool IsRaised(string code) => (RuleIds.IsLint(code) ? lintErrors : treatAsErrors && RuleIds.IsOurs(code)) || makesError(code);
}
