namespace Grpc.Service.Sdk.Images;

/// <summary>The fewest folders and files that hold some protos of a root and no others.</summary>
internal static class PathCover
{
    /// <param name="wanted">Import paths.</param>
    /// <param name="others">Import paths of the same root that must not be among them.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string> wanted, IReadOnlyList<string> others)
    {
        var kept = others.SelectMany(Folders).ToHashSet(StringComparer.Ordinal);
        return wanted.Select(name => Folders(name).Reverse().FirstOrDefault(folder => !kept.Contains(folder)) ?? name).Distinct(StringComparer.Ordinal);
    }

    /// <summary><c>a/b/c.proto</c> → <c>a/b</c>, <c>a</c>.</summary>
    private static IEnumerable<string> Folders(string name)
    {
        for (var end = name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
        {
            yield return name[..end];
        }
    }
}
