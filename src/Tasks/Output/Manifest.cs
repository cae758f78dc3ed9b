using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Output;

/// <summary>
/// What we wrote, in <c>generated/.grpc-manifest</c> beside the files themselves, so that a fresh clone with committed
/// output knows its own. The form is sha256sum's: <c>hash, two spaces, path</c>, sorted by path.
/// </summary>
/// <param name="Hashes">SHA-256 by path below the output folder.</param>
public sealed record Manifest(IReadOnlyDictionary<string, string> Hashes)
{
    public const string FileName = ".grpc-manifest";

    private const int HashLength = 64;

    public static Manifest Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Further hashes of paths that are listed more than once: a merge, or a build that was killed, left two states of a file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Others { get; private init; } = [];

    /// <summary>It is as a whole run leaves it. One that a merge or a killed build left is read for whose the files are, and nothing more.</summary>
    public bool IsWhole { get; private init; } = true;

    public IEnumerable<string> Paths => Hashes.Keys.Order(StringComparer.Ordinal);

    /// <summary>The hash of the manifest itself.</summary>
    public string Hash => FileHash.OfBytes(Format());

    /// <summary>The manifest of an output folder; empty where there is none. Lines of another form are not ours and are passed over.</summary>
    public static Manifest Read(string outputDirectory)
    {
        var file = Path.Combine(outputDirectory, FileName);
        return File.Exists(file) ? Parse(File.ReadLines(file)) : Empty;
    }

    /// <summary>We wrote a file with this hash there: in the last run, or on a side of a merge.</summary>
    public bool Wrote(string path, string hash) =>
        Hashes.GetValueOrDefault(path) == hash || Others.Any(other => other.Key == path && other.Value == hash);

    /// <summary>What is true while files are put in place: each is in the one state or in the other.</summary>
    public Manifest On(Manifest before)
    {
        var hashes = new Dictionary<string, string>(before.Hashes, StringComparer.Ordinal);
        foreach (var (path, hash) in Hashes)
        {
            hashes[path] = hash;
        }

        var others = before.Hashes.Concat(before.Others).Where(entry => hashes[entry.Key] != entry.Value);
        return new Manifest(hashes) { Others = [.. others], IsWhole = false };
    }

    /// <summary>Its lines, as UTF-8.</summary>
    internal byte[] Format()
    {
        var text = new StringBuilder();
        foreach (var (path, hash) in Hashes.Concat(Others).OrderBy(entry => entry.Key, StringComparer.Ordinal).ThenBy(entry => entry.Value, StringComparer.Ordinal))
        {
            text.Append(hash).Append("  ").Append(path).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Manifest Parse(IEnumerable<string> lines)
    {
        // Two branches that were merged leave both their lines, or conflict markers around them: read as the union of both sides.
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        var others = new List<KeyValuePair<string, string>>();
        var whole = true;
        foreach (var line in lines)
        {
            if (line.Length <= HashLength + 2 || line.AsSpan(HashLength, 2) is not "  " || OutputPath.Check(line[(HashLength + 2)..]) is not null)
            {
                whole = false;
            }
            else if (!hashes.TryAdd(line[(HashLength + 2)..], line[..HashLength]))
            {
                others.Add(KeyValuePair.Create(line[(HashLength + 2)..], line[..HashLength]));
            }
        }

        return new Manifest(hashes) { Others = others, IsWhole = whole && others.Count == 0 };
    }
}
