using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>Finds a contract at a commit: its root's files and what rules them, through symbolic links and submodules.</summary>
internal sealed class BaselineTreeReader(Git git, ContractPlace place, BaselineRequest request)
{
    // Links to links and submodules of submodules end somewhere; a cycle of them does not.
    private const int DeepestNesting = 8;
    private readonly TreeListings _listings = new(Path.Combine(request.CacheDirectory, "trees"));

    /// <returns>Null where the commit has no such contract.</returns>
    /// <exception cref="DiagnosticException">The commit's objects cannot be read.</exception>
    public async Task<BaselineTree?> ReadAsync(string commit, CancellationToken cancel)
    {
        if (await AtAsync(commit, place.Submodule, cancel).ConfigureAwait(false) is { } tree)
        {
            return tree;
        }

        // A folder that was a submodule then is one entry of the commit, and no name below it is.
        var all = await _listings.ReadAsync(git, commit, [], cancel).ConfigureAwait(false);
        var former = all.FirstOrDefault(entry => entry.IsSubmodule && place.Roots.Any(root => root == entry.Path || GitPath.Below(entry.Path, root) is not null));
        if (former is not null && await AtAsync(commit, former.Path, cancel).ConfigureAwait(false) is { } inside)
        {
            return inside;
        }

        return MovedRoot.Find(all, place.Repository.Top, request.Source) is { } moved
            ? await WholeAsync(commit, moved, await FilesAsync(commit, moved, null, cancel).ConfigureAwait(false), null, isMoved: true, cancel).ConfigureAwait(false)
            : null;
    }

    /// <summary>Under one of the names that the root has now.</summary>
    private async Task<BaselineTree?> AtAsync(string commit, string? submodule, CancellationToken cancel)
    {
        foreach (var root in place.Roots)
        {
            var files = await FilesAsync(commit, root, submodule, cancel).ConfigureAwait(false);
            if (files.Any(file => IsProtoBelow(root, file.Path)))
            {
                return await WholeAsync(commit, root, files, submodule, isMoved: false, cancel).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<BaselineFile>> FilesAsync(string commit, string root, string? submodule, CancellationToken cancel)
    {
        var rules = GitPath.Upward(root, submodule ?? "").SelectMany(folder => BaselineTree.RuleNames.Select(name => GitPath.Combine(folder, name)));
        string[] paths = root.Length == 0 ? [] : submodule is not null ? [submodule] : [root, .. rules];
        return await ExpandAsync(git, commit, "", paths, 0, cancel).ConfigureAwait(false);
    }

    /// <summary>A buf.yaml above the root has other modules, which the root's files may import.</summary>
    private async Task<BaselineTree> WholeAsync(string commit, string root, IReadOnlyList<BaselineFile> files, string? submodule, bool isMoved, CancellationToken cancel)
    {
        var above = GitPath.Upward(root, submodule ?? "").ToArray();
        string? Nearest(string name) => above.Select(folder => GitPath.Combine(folder, name)).FirstOrDefault(path => files.Any(file => file.Path == path));
        var configuration = Nearest(BaselineTree.ConfigurationName);
        var workspace = Nearest("buf.work.yaml");
        var start = new[] { configuration, workspace }.OfType<string>().Select(path => GitPath.Parent(path)!).Append(root).MinBy(path => path.Length)!;
        var all = start == root ? files : await ExpandAsync(git, commit, "", start.Length == 0 ? [] : [start], 0, cancel).ConfigureAwait(false);
        var read = all.Where(file => BaselineTree.IsRead(file.Path) && GitPath.Below(start, file.Path) is not null).DistinctBy(file => file.Path);
        return new BaselineTree(root, configuration, start, [.. read.OrderBy(file => file.Path, StringComparer.Ordinal)], isMoved);
    }

    /// <param name="prefix">Where the tree lies in the whole repository.</param>
    /// <param name="paths">Inside of the tree; none: all of it.</param>
    private async Task<IReadOnlyList<BaselineFile>> ExpandAsync(Git of, string tree, string prefix, IReadOnlyList<string> paths, int depth, CancellationToken cancel)
    {
        var files = new List<BaselineFile>();
        var entries = await _listings.ReadAsync(of, tree, paths, cancel).ConfigureAwait(false);
        files.AddRange(entries.Where(entry => !entry.IsLink && !entry.IsSubmodule).Select(entry => new BaselineFile(GitPath.Combine(prefix, entry.Path), entry.Id, of.Repository)));
        if (depth == DeepestNesting)
        {
            return files;
        }

        foreach (var (entry, target) in await LinksAsync(of, tree, entries, cancel).ConfigureAwait(false))
        {
            var path = GitPath.Combine(prefix, entry.Path);
            files.AddRange(target.Type == "tree"
                ? await ExpandAsync(of, target.Id, path, [], depth + 1, cancel).ConfigureAwait(false)
                : [new BaselineFile(path, target.Id, of.Repository)]);
        }

        foreach (var entry in entries.Where(entry => entry.IsSubmodule))
        {
            files.AddRange(await SubmoduleAsync(of, entry, GitPath.Combine(prefix, entry.Path), depth, cancel).ConfigureAwait(false));
        }

        return files;
    }

    private async Task<IReadOnlyList<BaselineFile>> SubmoduleAsync(Git of, GitEntry entry, string path, int depth, CancellationToken cancel)
    {
        // Others that a workspace's folder holds are taken as far as they are here.
        var holdsRoot = place.Roots.Any(root => path == root || GitPath.Below(path, root) is not null);
        var isOfContract = holdsRoot || place.Roots.Any(root => GitPath.Below(root, path) is not null);
        if (of.Repository.Submodule(entry.Path) is not { } repository)
        {
            return holdsRoot ? throw new DiagnosticException(Codes.SubmoduleMissing.With(path, of.Repository.Top)) : [];
        }

        var inside = of.In(repository);
        var lookUp = async () => (await GitObjects.LookUpAsync(inside, [entry.Id + "^{commit}"], followLinks: false, cancel).ConfigureAwait(false))[0];
        var fetch = new BaselineFetch(inside, request.Fetch && isOfContract, request.CacheDirectory);
        var command = fetch.Commit(entry.Id);
        if (await fetch.BringAsync(lookUp, command, cancel).ConfigureAwait(false) is not null)
        {
            return await ExpandAsync(inside, entry.Id, path, [], depth + 1, cancel).ConfigureAwait(false);
        }

        return isOfContract
            ? throw new DiagnosticException(Codes.BaselineObjectMissing.With(entry.Id, repository.Top, $"git -C {repository.Top} {string.Join(' ', command)}"))
            : [];
    }

    /// <summary>Where links lead inside of the tree; git follows them, and one that leads out of it is no file of the commit.</summary>
    private static async Task<IReadOnlyList<(GitEntry Entry, GitObject Target)>> LinksAsync(Git of, string tree, IEnumerable<GitEntry> entries, CancellationToken cancel)
    {
        var links = entries.Where(entry => entry.IsLink && !entry.Path.Contains('\n', StringComparison.Ordinal)).ToArray();
        if (links.Length == 0)
        {
            return [];
        }

        var targets = await GitObjects.LookUpAsync(of, links.Select(link => $"{tree}:{link.Path}"), followLinks: true, cancel).ConfigureAwait(false);
        return [.. links.Zip(targets).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private static bool IsProtoBelow(string root, string path) =>
        path.EndsWith(BaselineTree.Extension, StringComparison.Ordinal) && GitPath.Below(root, path) is not null;
}
