using System.IO.Enumeration;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Which folders import paths start from. An item that says nothing of its root lies below <c>GrpcProtoRoot</c>, else below one of
/// its own import folders, else below the project, else its own folder is its root, as Grpc.Tools has it.
/// </summary>
internal static class RootFinder
{
    private static readonly string[] s_builtFolders = ["bin", "obj", "generated"];
    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <param name="protoRoot"><c>GrpcProtoRoot</c>; all paths are absolute.</param>
    /// <param name="importFolders">Roots of others: their protos may be imported.</param>
    /// <param name="ownFolders">What the build writes: no proto in there is a contract.</param>
    /// <exception cref="DiagnosticException">An item or a root contradicts another one, or a buf.yaml makes another folder the root.</exception>
    public static ContractSource Find(
        string projectDirectory, string protoRoot, IReadOnlyList<ContractItem> items, IReadOnlyList<string> importFolders, IReadOnlyList<string> ownFolders)
    {
        var rooted = items.Select(item => (Item: item, Root: RootOf(item, [protoRoot], projectDirectory))).ToArray();
        foreach (var (item, root) in rooted.Where(pair => !FolderPath.Holds(pair.Root, pair.Item.Path)))
        {
            throw new DiagnosticException(Codes.ContractOutsideRoot.With(item.Path, root));
        }

        string[] own = [.. rooted.Select(pair => pair.Root).DefaultIfEmpty(protoRoot).Distinct(StringComparer.Ordinal)];
        string[] all = [.. own, .. items.SelectMany(item => item.ImportFolders ?? []).Concat(importFolders).Distinct(StringComparer.Ordinal).Except(own, StringComparer.Ordinal)];
        CheckFolders(all);
        var roots = all.Select(folder => Read(folder, [.. rooted.Where(pair => pair.Root == folder)], all, projectDirectory, ownFolders))
            .Where((root, index) => index == 0 || root.Protos.Count + root.Imports.Count > 0)
            .ToArray();
        CheckNames(roots);
        return new ContractSource(projectDirectory, roots) { Options = Options(rooted) };
    }

    /// <summary>Where two items name one file, the later one is meant.</summary>
    private static Dictionary<string, ContractOptions> Options(IEnumerable<(ContractItem Item, string Root)> rooted) => rooted
        .GroupBy(pair => FolderPath.Below(pair.Root, pair.Item.Path)!, pair => pair.Item.Options, StringComparer.Ordinal)
        .Where(file => file.Last() != ContractOptions.Default)
        .ToDictionary(file => file.Key, file => file.Last(), StringComparer.Ordinal);

    /// <param name="first">Folders that are asked first.</param>
    public static string RootOf(ContractItem item, IEnumerable<string> first, string projectDirectory) =>
        item.Root
        ?? first.Concat(item.ImportFolders ?? []).FirstOrDefault(folder => FolderPath.Holds(folder, item.Path))
        ?? (FolderPath.Holds(projectDirectory, item.Path) ? projectDirectory : Path.GetDirectoryName(item.Path)!);

    private static ProtoRoot Read(
        string folder, IReadOnlyList<(ContractItem Item, string Root)> items, string[] roots, string projectDirectory, IReadOnlyList<string> ownFolders)
    {
        // Roots of others are projects' folders at times, and what is built there is no contract.
        string[] built = items.Count > 0 ? [] : [.. s_builtFolders.Select(name => Path.Combine(folder, name))];
        string[] excluded = [.. roots.Concat(ownFolders).Concat(built).Where(other => other != folder && FolderPath.Holds(folder, other)).Distinct(StringComparer.Ordinal)];
        foreach (var (item, _) in items)
        {
            if (roots.FirstOrDefault(other => excluded.Contains(other) && FolderPath.Holds(other, item.Path)) is { } inner)
            {
                throw new DiagnosticException(Codes.RootInsideRoot.With(item.Path, folder, inner));
            }
        }

        var protos = new SortedSet<string>(
            items.Where(pair => pair.Item.IsCompiled).Select(pair => FolderPath.Below(folder, pair.Item.Path)!).Where(name => !SharedContracts.Contains(name)), StringComparer.Ordinal);
        var imports = new SortedSet<string>(Below(folder, excluded).Select(file => FolderPath.Below(folder, file)!).Where(name => !protos.Contains(name)), StringComparer.Ordinal);
        var isOwn = items.Count > 0 || folder == roots[0];
        return new ProtoRoot(folder, [.. protos], [.. imports], isOwn ? BufYaml.FindFor(folder, projectDirectory) : null, excluded);
    }

    /// <summary>All protos below a folder, absolute.</summary>
    public static IEnumerable<string> Below(string folder, IReadOnlyList<string> excluded) => !Directory.Exists(folder) ? [] :
        new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), s_everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(".proto", StringComparison.Ordinal),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName is not ("node_modules" or ".git") && (excluded.Count == 0 || !excluded.Contains(entry.ToFullPath())),
        };

    /// <summary>One folder under two names would show every file twice.</summary>
    private static void CheckFolders(string[] folders)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders.Length > 1 ? folders : [])
        {
            if (!seen.TryAdd(PhysicalPath.Of(folder), folder))
            {
                throw new DiagnosticException(Codes.RootTwice.With(seen[PhysicalPath.Of(folder)], folder));
            }
        }
    }

    /// <summary>A contract that two roots have is nobody's; what google's packages have is everybody's.</summary>
    private static void CheckNames(ProtoRoot[] roots)
    {
        var holders = roots.SelectMany(root => root.Protos.Select(name => (name, root))).ToLookup(pair => pair.name, pair => pair.root, StringComparer.Ordinal);
        foreach (var root in roots.Length > 1 ? roots : [])
        {
            if (root.Protos.Concat(root.Imports).FirstOrDefault(name => holders[name].Any(other => other != root)) is { } twice)
            {
                var other = holders[twice].First(holder => holder != root);
                throw new DiagnosticException(Codes.ContractInTwoRoots.With(twice, other.Folder, root.Folder));
            }
        }
    }
}
