using System.Text;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Texts of which neither a compiler's complaints nor its silence tells what is wrong: the markers of a merge are twenty syntax errors,
/// and a file in UTF-16, as some editors and shells of Windows save it, is to Buf 1.74.0 one that holds nothing.
/// </summary>
internal static class MisreadContracts
{
    /// <summary>What the compiler said, with one plain finding in place of all that it said of a file that is misread.</summary>
    public static IReadOnlyList<Diagnostic> Explain(ContractSource source, IReadOnlyList<Diagnostic> complaints)
    {
        var accused = complaints.Select(complaint => complaint.Span?.File).ToHashSet();
        var found = Find(source, source.Protos.Concat(source.Imports).Where(name => accused.Contains(source.Display(name))));
        var explained = found.Select(finding => finding.Span!.File).ToHashSet();
        return found.Count == 0 ? complaints : [.. complaints.Where(complaint => !explained.Contains(complaint.Span?.File ?? "")).Concat(found).Order()];
    }

    /// <summary>Whatever is misread among the files that compile to no package, which nearly every file has.</summary>
    public static IReadOnlyList<Diagnostic> FindSilent(ContractSource source, Image image)
    {
        var own = source.Protos.ToHashSet(StringComparer.Ordinal);
        return Find(source, image.Files.Where(file => file.Package.Length == 0 && own.Contains(file.Name)).Select(file => file.Name));
    }

    private static List<Diagnostic> Find(ContractSource source, IEnumerable<string> names) =>
        [.. names.Where(name => File.Exists(source.Absolute(name))).Select(name => Find(source.Display(name), File.ReadAllBytes(source.Absolute(name)))).OfType<Diagnostic>()];

    private static Diagnostic? Find(string file, ReadOnlySpan<byte> text)
    {
        // Either mark of UTF-16's byte order, or the zero in one half of its first letter.
        if (text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, _, ..] or [_, 0, ..])
        {
            return Codes.ContractNotUtf8.With(new SourceSpan(file, 1, 1), file);
        }

        var line = 1;
        foreach (var content in Encoding.UTF8.GetString(text).AsSpan().EnumerateLines())
        {
            if (content.StartsWith("<<<<<<< ", StringComparison.Ordinal))
            {
                return Codes.ContractInConflict.With(new SourceSpan(file, line, 1), file);
            }

            line++;
        }

        return null;
    }
}
