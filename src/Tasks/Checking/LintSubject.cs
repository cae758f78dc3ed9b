namespace Grpc.Service.Sdk.Checking;

/// <summary>What a finding of lint is about, by which it can be accepted wherever it stands in the text.</summary>
/// <param name="Rule">Buf's id, or that of a plugin.</param>
/// <param name="Element">
/// The full name of the innermost declaration around it; the package for what stands at the package statement; the file's import path for anything
/// else outside of a declaration.
/// </param>
/// <param name="File">The import path.</param>
public sealed record LintSubject(string Rule, string Element, string File)
{
    public (string Rule, string Element) Key => (Rule, Element);
}
