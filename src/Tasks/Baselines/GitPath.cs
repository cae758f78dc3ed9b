namespace Grpc.Service.Sdk.Baselines;

/// <summary>Paths from a repository's top, with <c>/</c>; empty is the top itself.</summary>
internal static class GitPath
{
    public static string Combine(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : folder + "/" + name;

    public static string? Parent(string path) => path.Length == 0 ? null : path[..Math.Max(0, path.LastIndexOf('/'))];

    /// <returns>The path as it is named inside of the folder; null where it lies outside, or is the folder.</returns>
    public static string? Below(string folder, string path) => folder.Length == 0
        ? (path.Length == 0 ? null : path)
        : path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[(folder.Length + 1)..] : null;

    /// <summary>The path as it is named from the folder, with <c>..</c> where it lies above.</summary>
    public static string From(string folder, string path)
    {
        var up = "";
        for (var above = folder; above is not null; above = Parent(above), up += "../")
        {
            if (Below(above, path) is { } below)
            {
                return up + below;
            }
        }

        return path;
    }

    /// <summary>The folder and all above it, the innermost first, up to <paramref name="last"/>.</summary>
    public static IEnumerable<string> Upward(string folder, string last)
    {
        for (var above = folder; above is not null && above.Length >= last.Length; above = Parent(above))
        {
            yield return above;
        }
    }
}
