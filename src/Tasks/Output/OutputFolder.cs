using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Output;

/// <summary>What a publication changed.</summary>
public sealed record PublishResult(int Written, int Removed, int Unchanged);

/// <summary>
/// The folder that is ours: files are written only when their bytes change, stale ones go, and nothing that the manifest
/// does not list is ever touched.
/// </summary>
/// <param name="directory">Absolute.</param>
/// <param name="stateDirectory">Keeps the text of files that someone edited by hand before they are overwritten, and our record of times.</param>
/// <param name="display">How a path below the folder is named in a diagnostic.</param>
public sealed class OutputFolder(string directory, string stateDirectory, Func<string, string> display)
{
    private static readonly byte[] s_attributes = Encoding.UTF8.GetBytes("""
        # Written by the build. Generated files keep their bytes in every checkout. Where two branches changed one, take either side and build:
        # the list of what was generated holds what both wrote.
        * -text -merge linguist-generated
        .grpc-manifest merge=union

        """.ReplaceLineEndings("\n"));

    private readonly OutputStamps _stamps = OutputStamps.Read(directory, stateDirectory);

    /// <param name="path">Below the folder, with <c>/</c>.</param>
    /// <returns>The hash of the file's bytes; null where there is none.</returns>
    public string? HashOf(string path) => _stamps.HashOf(path);

    /// <summary>A run ended here, and every file that it listed is there with the bytes that it wrote.</summary>
    public bool IsIntact(Manifest manifest) =>
        manifest.IsWhole && !IncomingFiles.AreLeftIn(directory) && manifest.Hashes.All(entry => HashOf(entry.Key) == entry.Value);

    /// <summary>What must be settled before anything is written: bad paths, collisions, files in our way.</summary>
    public IReadOnlyList<Diagnostic> Check(IReadOnlyCollection<RenderedFile> files)
    {
        var owned = Manifest.Read(directory).Hashes;
        var all = WithAttributes(files);
        var findings = all.Select(file => OutputPath.Check(file.Path)).OfType<Diagnostic>().ToList();
        findings.AddRange(OutputPath.Collisions(all.Select(file => file.Path)));
        if (findings.Count == 0)
        {
            findings.AddRange(all.Where(file => IsForeign(file, owned.ContainsKey(file.Path))).Select(file =>
                Codes.ForeignFile.With(new SourceSpan(display(file.Path)), display(file.Path))));
        }

        return [.. findings.Distinct().Order()];
    }

    /// <summary>Puts the files in place. Call it only when <see cref="Check"/> found nothing.</summary>
    /// <param name="report">Told of files that someone edited.</param>
    public PublishResult Publish(IReadOnlyCollection<RenderedFile> files, Action<Diagnostic> report)
    {
        var before = Manifest.Read(directory);
        var all = WithAttributes(files);
        var after = new Manifest(all.ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal));

        var changed = all.Where(file => HashOf(file.Path) != file.Hash).ToArray();
        var stale = before.Paths.Where(path => !after.Hashes.ContainsKey(path)).ToArray();
        IncomingFiles.RemoveFrom(directory);
        if (changed.Length == 0 && stale.Length == 0 && before.IsWhole && before.Hashes.Count == after.Hashes.Count)
        {
            _stamps.Write(after.Hashes);
            return new PublishResult(0, 0, all.Length);
        }

        using (var incoming = new IncomingFiles(directory))
        {
            // The manifest claims files in both their states before the first is moved, so that a build that is killed half-way knows its own.
            var claim = incoming.Bring(Manifest.FileName, after.On(before).ToBytes());
            Action[] place = [.. changed.Select(incoming.Bring)];
            var settle = incoming.Bring(Manifest.FileName, after.ToBytes());
            foreach (var path in changed.Select(file => file.Path).Concat(stale).Where(before.Hashes.ContainsKey).Order(StringComparer.Ordinal))
            {
                KeepEdited(path, before, report);
            }

            // What is stale goes first: where names ignore case it may be the very file that comes.
            claim();
            Remove(stale);
            Array.ForEach(place, move => move());
            settle();
        }

        _stamps.Write(after.Hashes);
        return new PublishResult(changed.Length, stale.Length, all.Length - changed.Length);
    }

    /// <summary>Removes what the manifest lists, the manifest, and folders that are empty then.</summary>
    public int Clean()
    {
        var manifest = Manifest.Read(directory);
        var removed = Remove(manifest.Paths);
        IncomingFiles.RemoveFrom(directory);
        File.Delete(Absolute(Manifest.FileName));
        RemoveIfEmpty(directory);
        return removed;
    }

    private static RenderedFile[] WithAttributes(IEnumerable<RenderedFile> files) => [.. files, new RenderedFile(".gitattributes", s_attributes)];

    private int Remove(IEnumerable<string> paths)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var removed = 0;
        foreach (var path in paths.Select(Absolute).Where(File.Exists))
        {
            File.Delete(path);
            removed++;
            folders.Add(Path.GetDirectoryName(path)!);
        }

        foreach (var folder in folders.OrderByDescending(folder => folder.Length))
        {
            for (var current = folder; current.Length > directory.Length && RemoveIfEmpty(current);)
            {
                current = Path.GetDirectoryName(current)!;
            }
        }

        return removed;
    }

    private static bool RemoveIfEmpty(string folder)
    {
        if (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return false;
        }

        Directory.Delete(folder);
        return true;
    }

    private bool IsForeign(RenderedFile file, bool owned) => HashOf(file.Path) is { } present
        ? !owned && present != file.Hash
        : Directory.Exists(Absolute(file.Path));

    /// <summary>Edited bytes are told and kept before the file is overwritten or removed; neither a CRLF checkout nor a merge is an edit.</summary>
    private void KeepEdited(string path, Manifest before, Action<Diagnostic> report)
    {
        var file = Absolute(path);
        if (!File.Exists(file))
        {
            return;
        }

        var bytes = File.ReadAllBytes(file);
        if (before.Wrote(path, FileHash.OfBytes(bytes)))
        {
            return;
        }

        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        if (before.Wrote(path, FileHash.OfBytes(Encoding.UTF8.GetBytes(text))) || HasConflictMarkers(text))
        {
            return;
        }

        var kept = Path.Combine(stateDirectory, "edited", path.Replace('/', Path.DirectorySeparatorChar));
        AtomicFile.Write(kept, bytes);
        report(Codes.EditedFile.With(new SourceSpan(display(path)), display(path), kept));
    }

    private static bool HasConflictMarkers(string text) =>
        text.Split('\n') is var lines && Array.Exists(lines, line => line.StartsWith("<<<<<<< ", StringComparison.Ordinal))
        && Array.Exists(lines, line => line.StartsWith(">>>>>>> ", StringComparison.Ordinal));

    private string Absolute(string path) => Path.Combine(directory, path.Replace('/', Path.DirectorySeparatorChar));
}
