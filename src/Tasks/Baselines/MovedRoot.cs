using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// A root that a commit does not have was named otherwise there, or did not exist. A folder counts as the former root by
/// the files that it had under the same import paths and that are gone from there now (a copy's original is still there);
/// those of equal content weigh first.
/// </summary>
internal static class MovedRoot
{
    /// <param name="committed">All that the commit holds.</param>
    /// <param name="top">The repository's checkout, absolute.</param>
    /// <returns>From the repository's top; null where no folder had one equal file, or half of the names.</returns>
    public static string? Find(IReadOnlyList<GitEntry> committed, string top, ContractSource source)
    {
        var present = source.Protos.Concat(source.Imports).ToArray();
        var byName = present.ToLookup(FileName, StringComparer.Ordinal);
        var matches =
            from entry in committed
            where !entry.IsLink && !entry.IsSubmodule && entry.Path.EndsWith(BaselineTree.Extension, StringComparison.Ordinal)
            from name in byName[FileName(entry.Path)]
            let root = Root(entry.Path, name)
            where root is not null && !File.Exists(Path.Combine(top, entry.Path))
            group BlobId.IsOf(entry.Id, File.ReadAllBytes(source.Absolute(name))) by root into folder
            let equal = folder.Count(isEqual => isEqual)
            where equal > 0 || folder.Count() * 2 >= present.Length
            orderby equal descending, folder.Count() descending, folder.Key
            select folder.Key;
        return matches.FirstOrDefault();
    }

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string? Root(string path, string name) =>
        path == name ? "" : path.EndsWith("/" + name, StringComparison.Ordinal) ? path[..^(name.Length + 1)] : null;
}
