using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Checking;

/// <summary>A change that breaks someone, whether it was accepted or not.</summary>
/// <param name="Rule">Buf's id.</param>
/// <param name="Element">See <c>docs/breaking.md</c>: the fully qualified name of what changed, by which it can be accepted.</param>
/// <param name="File">The import path of the file that promised it: the baseline's, where the two differ.</param>
/// <param name="Message">Buf's words.</param>
/// <param name="Hint">How it is done right.</param>
/// <param name="Languages">Whose source breaks; empty means every language.</param>
/// <param name="Was">Where it stood, for what is gone: <c>shop/v1/shop.proto:12</c> of the baseline.</param>
/// <param name="Place">In a living file.</param>
/// <param name="Unstable">Of a package that promises nothing yet: v1alpha1, v1beta1, v1test.</param>
/// <param name="Suppression">The entry that accepts it.</param>
public sealed record BreakingFinding(
    string Rule,
    string Element,
    string File,
    string Message,
    string Hint,
    Breaks Breaks,
    string Languages,
    string? Was,
    SourceSpan Place,
    Severity Severity,
    bool Unstable,
    Suppression? Suppression = null)
{
    /// <summary>Who must change something.</summary>
    public string Whom
    {
        get
        {
            var source = Languages.Length == 0 ? "generated source" : $"generated source in {Languages}";
            var parts = new[] { (Breaks.Wire, "the wire"), (Breaks.Json, "JSON"), (Breaks.Source, source) }
                .Where(part => Breaks.HasFlag(part.Item1)).Select(part => part.Item2).ToArray();
            return parts.Length < 2 ? string.Concat(parts) : string.Join(", ", parts[..^1]) + " and " + parts[^1];
        }
    }

    public string Text => $"{Message.TrimEnd('.')}{(Was is null ? "" : $" (it was at {Was})")}. Breaks {Whom}. {Hint}";

    public Diagnostic ToDiagnostic() => new(Rule, Severity, Text, Place);
}
