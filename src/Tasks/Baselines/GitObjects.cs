using System.Globalization;
using System.Text;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <param name="Type"><c>commit</c>, <c>tree</c>, <c>blob</c> or <c>tag</c>.</param>
internal sealed record GitObject(string Id, string Type);

/// <summary>A directory's entry at a commit.</summary>
/// <param name="Path">From the root of the tree that was listed, with <c>/</c>.</param>
internal sealed record GitEntry(string Mode, string Id, string Path)
{
    public bool IsLink => Mode == "120000";

    /// <summary>A submodule: the id is a commit of another repository.</summary>
    public bool IsSubmodule => Mode == "160000";
}

/// <summary>Objects by one process a call, however many they are. Names go in by standard input, so none can be an option.</summary>
internal static class GitObjects
{
    /// <param name="names">Anything that git resolves (<c>v1.0.0^{commit}</c>).</param>
    /// <returns>In the order of the names; null: there is no such object here, or the name is ambiguous.</returns>
    public static async Task<IReadOnlyList<GitObject?>> LookUpAsync(Git git, IEnumerable<string> names, bool followLinks, CancellationToken cancel)
    {
        string[] follow = followLinks ? ["--follow-symlinks"] : [];
        var result = await git.RunAsync(["cat-file", "--batch-check", .. follow], Lines(names), cancel).ConfigureAwait(false);
        return [.. Parse(result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <returns>Contents by id, each whole and checked against its id.</returns>
    /// <exception cref="DiagnosticException">An object is missing or damaged.</exception>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(Git git, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<string, byte[]>();
        }

        var result = await git.RunAsync(["cat-file", "--batch"], Lines(ids), cancel).ConfigureAwait(false);
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var at = 0; at < result.Output.Length;)
        {
            // `<id> <type> <size>`, the content, and a line feed; `<id> missing` where there is none.
            var end = Array.IndexOf(result.Output, (byte)'\n', at);
            var header = Encoding.ASCII.GetString(result.Output, at, end - at).Split(' ');
            if (header.Length != 3)
            {
                throw new DiagnosticException(Codes.BaselineObjectMissing.With(header[0], git.Repository.Top, "git fetch --refetch origin"));
            }

            var size = int.Parse(header[2], CultureInfo.InvariantCulture);
            var content = result.Output[(end + 1)..(end + 1 + size)];
            if (header[1] == "blob" && BlobId.Of(content, header[0].Length) != header[0])
            {
                throw new DiagnosticException(Codes.GitObjectDamaged.With(git.Repository.Top, $"object {header[0]} has other content than its id says"));
            }

            contents[header[0]] = content;
            at = end + 1 + size + 1;
        }

        return contents;
    }

    /// <returns>The parents that the commit was made with, also where a shallow clone does not have them.</returns>
    public static async Task<IReadOnlyList<string>> ParentsAsync(Git git, string commit, CancellationToken cancel)
    {
        var contents = await ReadAsync(git, [commit], cancel).ConfigureAwait(false);
        return
        [
            .. Encoding.UTF8.GetString(contents[commit]).Split('\n')
                .TakeWhile(line => line.Length > 0)
                .Where(line => line.StartsWith("parent ", StringComparison.Ordinal))
                .Select(line => line[7..]),
        ];
    }

    /// <returns>What <see cref="ParseTree"/> reads.</returns>
    public static async Task<byte[]> ListAsync(Git git, string tree, IEnumerable<string> paths, CancellationToken cancel)
    {
        var result = await git.RunAsync(["ls-tree", "-r", "-z", "--full-tree", tree, "--", .. paths], null, cancel).ConfigureAwait(false);
        return result.Output;
    }

    /// <param name="listing"><c>&lt;mode&gt; &lt;type&gt; &lt;id&gt;\t&lt;path&gt;\0</c>, as often as there are entries.</param>
    public static IReadOnlyList<GitEntry> ParseTree(byte[] listing)
    {
        var entries = new List<GitEntry>();
        foreach (var entry in Encoding.UTF8.GetString(listing).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            var head = entry[..tab].Split(' ');
            entries.Add(new GitEntry(head[0], head[2], entry[(tab + 1)..]));
        }

        return entries;
    }

    private static IEnumerable<GitObject?> Parse(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            var words = lines[at].Split(' ');
            if (words is [var id, "commit" or "tree" or "blob" or "tag", _])
            {
                yield return new GitObject(id, words[1]);
                continue;
            }

            yield return null;

            // A link that leads nowhere inside of the tree is told on two lines.
            at += words is ["symlink" or "dangling" or "loop" or "notdir", var length] && length.All(char.IsAsciiDigit) ? 1 : 0;
        }
    }

    private static string Lines(IEnumerable<string> names) => string.Concat(names.Select(name => name + "\n"));
}
