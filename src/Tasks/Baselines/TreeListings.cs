using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>What lies at a commit never changes, so a listing is kept for every project and build that asks for it again.</summary>
/// <param name="directory">A folder of the user's cache.</param>
internal sealed class TreeListings(string directory)
{
    /// <param name="tree">The full id of a commit or tree.</param>
    /// <param name="paths">Taken literally; none: all of it. A path that does not exist there is left out.</param>
    public async Task<IReadOnlyList<GitEntry>> ReadAsync(Git git, string tree, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var kept = Path.Combine(directory, FileHash.OfBytes(Encoding.UTF8.GetBytes(string.Join('\0', paths.Prepend(tree)))));
        if (File.Exists(kept))
        {
            return GitObjects.ParseTree(await File.ReadAllBytesAsync(kept, cancel).ConfigureAwait(false));
        }

        var listing = await GitObjects.ListAsync(git, tree, paths, cancel).ConfigureAwait(false);
        AtomicFile.Write(kept, listing);
        return GitObjects.ParseTree(listing);
    }
}
