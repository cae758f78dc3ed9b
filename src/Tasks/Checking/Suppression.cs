using System.Globalization;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Checking;

/// <summary>A breaking change, or a finding of lint, that someone accepted.</summary>
/// <param name="Rule">Buf's id.</param>
/// <param name="Element">As <see cref="BreakingFinding.Element"/> or <see cref="LintSubject.Element"/>.</param>
/// <param name="File">For the reader: matching goes by rule and element.</param>
/// <param name="Baseline">What it was accepted against; empty for one of lint.</param>
/// <param name="Expires">The last day on which it holds; null for ever.</param>
/// <param name="Place">Where the entry stands; null for one that was not read from a file.</param>
public sealed record Suppression(
    string Rule, string Element, string? File, string Baseline, string Reason, string Owner, DateOnly? Expires, SourceSpan? Place = null)
{
    public (string Rule, string Element) Key => (Rule, Element);

    public bool IsExpired(DateOnly today) => Expires < today;

    internal Diagnostic Expired(SuppressionFormat format) =>
        format.Expired.With(Place, Element, Rule, Expires?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", Owner);

    internal Diagnostic Stale(SuppressionFormat format) => format.Stale.With(Place, Element, Rule);
}
