using System.Buffers;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Output;

/// <summary>Holds generated paths inside the output folder, whatever a contract, an option or a template made of them.</summary>
public static class OutputPath
{
    // Every control character stands below U+00A0.
    private static readonly SearchValues<char> s_forbidden =
        SearchValues.Create([.. "<>:\"|?*\\", .. Enumerable.Range(0, 0xA0).Select(number => (char)number).Where(char.IsControl)]);

    /// <summary>Refuses a path that leaves the output folder, or that not every file system holds.</summary>
    /// <returns>Null when the path is fine.</returns>
    public static Diagnostic? Check(string path) =>
        path.Length > 0 && !path.AsSpan().ContainsAny(s_forbidden) && HasPlainSegments(path) ? null : Codes.OutputEscapes.With(path);

    private static bool HasPlainSegments(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "" or "." or ".." or [.., ' ' or '.'])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Paths that are one file where the file system ignores case.</summary>
    public static IEnumerable<Diagnostic> Collisions(IEnumerable<string> paths) =>
        from path in paths
        group path by path.ToUpperInvariant() into same
        where same.Count() > 1
        let pair = same.Order(StringComparer.Ordinal).ToArray()
        orderby pair[0]
        select Codes.OutputCollides.With(pair[0], pair[1]);
}
