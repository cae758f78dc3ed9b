using System.Collections.Frozen;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Output;

/// <summary>Holds generated paths inside the output folder, whatever a contract, an option or a template made of them.</summary>
public static class OutputPath
{
    private static readonly FrozenSet<char> s_forbidden = FrozenSet.ToFrozenSet("<>:\"|?*\\");

    /// <summary>Refuses a path that leaves the output folder, or that not every file system holds.</summary>
    /// <returns>Null when the path is fine.</returns>
    public static Diagnostic? Check(string path)
    {
        var bad = path.Length == 0 || path.Split('/').Any(segment => segment is "" or "." or ".." || segment[^1] is ' ' or '.')
            || path.Any(character => s_forbidden.Contains(character) || char.IsControl(character));
        return bad ? Codes.OutputEscapes.With(path) : null;
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
