namespace Grpc.Service.Sdk.Images;

/// <summary>Where one absolute path lies inside of another.</summary>
internal static class FolderPath
{
    /// <returns>The path from the folder, with <c>/</c>; <c>.</c> for the folder itself; null where it lies elsewhere.</returns>
    public static string? Below(string folder, string path)
    {
        // Nearly always it begins with the folder and needs no more than cutting: a project asks this thousands of times in every build.
        if (path.StartsWith(folder, StringComparison.Ordinal) && path.AsSpan(folder.Length) is ['/', not ('/' or '.'), ..] inside
            && !inside.Contains("//", StringComparison.Ordinal) && !inside.Contains("/.", StringComparison.Ordinal) && !inside.Contains("\\", StringComparison.Ordinal)
            && inside[^1] != '/')
        {
            return inside[1..].ToString();
        }

        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }

    /// <summary>The path itself, or something below it.</summary>
    public static bool Holds(string folder, string path) => Below(folder, path) is not null;

    /// <returns>The deepest folder that holds them all; null where they lie on several drives.</returns>
    public static string? CommonAncestor(IReadOnlyList<string> folders)
    {
        for (var folder = folders[0]; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (folders.All(other => Holds(folder, other)))
            {
                return folder;
            }
        }

        return null;
    }
}
