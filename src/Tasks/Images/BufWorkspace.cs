namespace Grpc.Service.Sdk.Images;

/// <summary>Where Buf runs, what it is told there, and which file each path means that it names.</summary>
/// <param name="Folder">Its working directory.</param>
/// <param name="Configuration">A buf.yaml as JSON; null where Buf reads the user's.</param>
/// <param name="Paths">What is checked, relative to the folder; empty for all.</param>
/// <param name="Modules">The roots' folders as Buf sees them, relative to the folder with <c>/</c>, each with its root's real one.</param>
public sealed record BufWorkspace(string Folder, string? Configuration, IReadOnlyList<string> Paths, IReadOnlyList<(string Seen, string Real)> Modules)
{
    /// <summary>The file that is edited.</summary>
    public string Absolute(string path)
    {
        var full = Path.GetFullPath(path, Folder);
        var (seen, real) = Modules.Where(module => FolderPath.Holds(Path.GetFullPath(module.Seen, Folder), full)).MaxBy(module => module.Seen.Length);
        return seen is null ? full : Path.GetFullPath(FolderPath.Below(Path.GetFullPath(seen, Folder), full)!, real);
    }

    /// <param name="only">Absolute files, to look at those alone; null for all that is checked.</param>
    public IEnumerable<string> Arguments(IEnumerable<string>? only) =>
    [
        .. Configuration is null ? [] : new[] { "--config", Configuration },
        .. (only?.Select(Seen) ?? Paths).SelectMany(path => new[] { "--path", Quoted(path) }),
    ];

    private string Seen(string file)
    {
        var (seen, real) = Modules.Where(module => FolderPath.Holds(module.Real, file)).MaxBy(module => module.Real.Length);
        var inside = FolderPath.Below(real, file)!;
        return seen == "." ? inside : $"{seen}/{inside}";
    }

    /// <summary>Buf reads the option as a line of comma-separated values.</summary>
    private static string Quoted(string path) =>
        path.AsSpan().IndexOfAny(",\"\n\r") < 0 ? path : "\"" + path.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
