using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Output;

/// <summary>
/// Makes files whole in a folder beside their places, so that they only need a rename: whatever wants room on the disk fails
/// before the first file changes. The folder outlives a build only if that was killed.
/// </summary>
/// <param name="directory">The output folder, absolute.</param>
internal sealed class IncomingFiles(string directory) : IDisposable
{
    private readonly string _folder = FolderOf(directory);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private int _count;

    public static bool AreLeftIn(string directory) => Directory.Exists(FolderOf(directory));

    public static void RemoveFrom(string directory)
    {
        if (AreLeftIn(directory))
        {
            Directory.Delete(FolderOf(directory), recursive: true);
        }
    }

    /// <returns>Puts the file in place.</returns>
    public Action Bring(RenderedFile file)
    {
        if (file.Staged is not { } staged)
        {
            return Bring(file.Path, file.Content.Span);
        }

        var incoming = Next();
        File.Move(staged, incoming);
        return Placing(incoming, file.Path);
    }

    /// <param name="path">Below the output folder, with <c>/</c>.</param>
    /// <returns>Puts the file in place.</returns>
    public Action Bring(string path, ReadOnlySpan<byte> content)
    {
        var incoming = Next();
        File.WriteAllBytes(incoming, content);
        return Placing(incoming, path);
    }

    /// <summary>Makes the places' folders once more: removing the last stale file of one takes it along.</summary>
    public void MakeFolders()
    {
        foreach (var folder in _folders)
        {
            Directory.CreateDirectory(folder);
        }
    }

    public void Dispose() => RemoveFrom(directory);

    private string Next()
    {
        Make(_folder);
        return Path.Combine(_folder, $"{_count++}");
    }

    private Action Placing(string incoming, string path)
    {
        var place = Path.Combine(directory, path.Replace('/', Path.DirectorySeparatorChar));
        Make(Path.GetDirectoryName(place)!);
        return () => File.Move(incoming, place, overwrite: true);
    }

    private void Make(string folder)
    {
        if (_folders.Add(folder))
        {
            Directory.CreateDirectory(folder);
        }
    }

    private static string FolderOf(string directory) => Path.Combine(directory, ".grpc-incoming");
}
