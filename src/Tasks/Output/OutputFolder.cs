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
    private Manifest? _manifest;

    /// <summary>What was published last; whoever publishes holds the lock, so that it is read once.</summary>
    public Manifest Manifest => _manifest ??= Manifest.Read(directory);

    /// <param name="path">Below the folder, with <c>/</c>.</param>
    /// <returns>The hash of the file's bytes; null where there is none.</returns>
    public string? HashOf(string path) => _stamps.HashOf(path);

    /// <summary>A run ended here, and every file that it listed is there with the bytes that it wrote.</summary>
    public bool IsIntact() =>
        Manifest.IsWhole && !IncomingFiles.AreLeftIn(directory) && Manifest.Hashes.All(entry => HashOf(entry.Key) == entry.Value);

    /// <summary>What must be settled before anything is written: bad paths, collisions, files in our way.</summary>
    public IReadOnlyList<Diagnostic> Check(IReadOnlyCollection<RenderedFile> files)
    {
        var owned = Manifest.Hashes;
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

    /// <summary>What someone edited by hand among the files that publishing these would change or remove, by path.</summary>
    public IReadOnlyList<EditedFile> Edited(IReadOnlyCollection<RenderedFile> files)
    {
        var after = WithAttributes(files).ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal);
        var left = files.Where(file => file.IsLeft).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from path in Manifest.Paths
               let present = HashOf(path)
               where !left.Contains(path)
               where present is not null && present != Manifest.Hashes[path] && present != after.GetValueOrDefault(path)
               where EditedFile.IsEdit(File.ReadAllBytes(Absolute(path)), hash => Manifest.Wrote(path, hash))
               select new EditedFile(display(path), Absolute(path), Path.Combine(stateDirectory, "edited", path.Replace('/', Path.DirectorySeparatorChar))),
        ];
    }

    /// <summary>How the folder differs from what publishing these would leave, by path; files that nobody listed count too.</summary>
    public IReadOnlyList<OutputDifference> Differences(IReadOnlyCollection<RenderedFile> files)
    {
        var expected = WithAttributes(files).ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal);
        expected[Manifest.FileName] = FileHash.OfBytes(new Manifest(new Dictionary<string, string>(expected, StringComparer.Ordinal)).Format());
        var present = !Directory.Exists(directory) ? [] : Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'));
        return
        [
            .. from path in expected.Keys.Union(present, StringComparer.Ordinal).Order(StringComparer.Ordinal)
               let wanted = expected.GetValueOrDefault(path)
               let found = HashOf(path)
               where wanted != found
               select new OutputDifference(
                   display(path), found is null ? OutputDifference.Missing : wanted is null ? OutputDifference.Extra : OutputDifference.Other),
        ];
    }

    /// <summary>Puts the files in place, over what someone edited too. Call it only when <see cref="Check"/> found nothing.</summary>
    public PublishResult Publish(IReadOnlyCollection<RenderedFile> files)
    {
        var before = Manifest;
        var all = WithAttributes(files);
        var after = new Manifest(all.ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal));

        var changed = all.Where(file => !file.IsLeft && HashOf(file.Path) != file.Hash).ToArray();
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
            var claim = incoming.Bring(Manifest.FileName, after.On(before).Format());
            Action[] place = [.. changed.Select(incoming.Bring)];
            var settle = incoming.Bring(Manifest.FileName, after.Format());

            // What is stale goes first: where names ignore case it may be the very file that comes.
            claim();
            Remove(stale);
            incoming.MakeFolders();
            Array.ForEach(place, move => move());
            settle();
        }

        _manifest = after;
        _stamps.Write(after.Hashes);
        return new PublishResult(changed.Length, stale.Length, all.Length - changed.Length);
    }

    /// <summary>Removes what the manifest lists, the manifest, and folders that are empty then.</summary>
    public int Clean()
    {
        var removed = Remove(Manifest.Paths);
        IncomingFiles.RemoveFrom(directory);
        File.Delete(Absolute(Manifest.FileName));
        RemoveIfEmpty(directory);
        _manifest = null;
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

    private string Absolute(string path) => Path.Combine(directory, path.Replace('/', Path.DirectorySeparatorChar));
}
