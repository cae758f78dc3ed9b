namespace Grpc.Service.Sdk.Diagnostics;

public enum Severity
{
    Message,
    Warning,
    Error,
}

/// <summary>A place in a file that a person edits. Lines and columns count from 1; 0 means unknown.</summary>
/// <param name="File">Relative to the project's folder where it lies below it, else absolute.</param>
public sealed record SourceSpan(string File, int Line = 0, int Column = 0, int EndLine = 0, int EndColumn = 0);

/// <summary>One finding, as a value: stages return it, one adapter logs it.</summary>
/// <param name="Code">One of our <c>GRPC</c> codes, or the id that Buf gives its rule.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, SourceSpan? Span = null) : IComparable<Diagnostic>
{
    /// <summary>By file, line, column, code and text (ordinal), so that a build reads the same every time.</summary>
    public int CompareTo(Diagnostic? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Span?.File, other.Span?.File);
        order = order != 0 ? order : (Span?.Line ?? 0).CompareTo(other.Span?.Line ?? 0);
        order = order != 0 ? order : (Span?.Column ?? 0).CompareTo(other.Span?.Column ?? 0);
        order = order != 0 ? order : string.CompareOrdinal(Code, other.Code);
        return order != 0 ? order : string.CompareOrdinal(Message, other.Message);
    }

    public static bool operator <(Diagnostic left, Diagnostic right) => left.CompareTo(right) < 0;

    public static bool operator >(Diagnostic left, Diagnostic right) => left.CompareTo(right) > 0;

    public static bool operator <=(Diagnostic left, Diagnostic right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Diagnostic left, Diagnostic right) => left.CompareTo(right) >= 0;
}
