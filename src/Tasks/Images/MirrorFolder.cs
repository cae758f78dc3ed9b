using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Images;

/// <summary>A folder that holds copies of certain files and nothing else.</summary>
internal static class MirrorFolder
{
    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <param name="files">Absolute paths of the originals, by their name inside the folder, with <c>/</c>.</param>
    public static void Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        if (Directory.Exists(folder))
        {
            var wanted = files.Keys.Select(name => Path.GetFullPath(name, folder)).ToHashSet(StringComparer.Ordinal);
            foreach (var stale in Directory.EnumerateFiles(folder, "*", s_everything).Where(file => !wanted.Contains(file)).ToArray())
            {
                File.Delete(stale);
            }
        }

        foreach (var (name, original) in files)
        {
            var copy = Path.GetFullPath(name, folder);
            var bytes = File.ReadAllBytes(original);
            if (!File.Exists(copy) || !bytes.AsSpan().SequenceEqual(File.ReadAllBytes(copy)))
            {
                AtomicFile.Write(copy, bytes);
            }
        }
    }
}
