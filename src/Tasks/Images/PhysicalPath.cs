namespace Grpc.Service.Sdk.Images;

/// <summary>A path without symbolic links: git lists what lies at the end of a link under its own name alone.</summary>
internal static class PhysicalPath
{
    private const int LongestChain = 32;

    /// <param name="path">Absolute; what does not exist is taken as it is.</param>
    public static string Of(string path) => Of(path, 0);

    private static string Of(string path, int depth)
    {
        if (depth == LongestChain || Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var real = Path.Combine(Of(parent, depth), Path.GetFileName(path));
        return Target(real) is { } target ? Of(target, depth + 1) : real;
    }

    private static string? Target(string path)
    {
        try
        {
            return new DirectoryInfo(path).LinkTarget is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(path)!) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
