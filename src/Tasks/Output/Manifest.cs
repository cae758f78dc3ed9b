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

    // What the other side of a merge says that was not resolved.
    private IReadOnlyList<(string Path, string Hash)> Overridden { get; init; } = [];

    public static Manifest Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public IEnumerable<string> Paths => Hashes.Keys.Order(StringComparer.Ordinal);

    /// <summary>The manifest of an output folder; empty where there is none. Lines of another form are not ours and are passed over.</summary>
    public static Manifest Read(string outputDirectory)
    {
        var file = Path.Combine(outputDirectory, FileName);
        if (!File.Exists(file))
        {
            return Empty;
        }

        // Two branches that were merged leave conflict markers: passing over them reads the union of both sides.
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        var overridden = new List<(string Path, string Hash)>();
        foreach (var line in File.ReadLines(file))
        {
            if (line.Length > HashLength + 2 && line.AsSpan(HashLength, 2) is "  " && OutputPath.Check(line[(HashLength + 2)..]) is null)
            {
                var (path, hash) = (line[(HashLength + 2)..], line[..HashLength]);
                if (hashes.TryGetValue(path, out var other))
                {
                    overridden.Add((path, other));
                }

                hashes[path] = hash;
            }
        }

        return new Manifest(hashes) { Overridden = overridden };
    }

    /// <summary>Bytes of that hash are what we wrote, on either side of a merge.</summary>
    public bool Wrote(string path, string hash) => Hashes.GetValueOrDefault(path) == hash || Overridden.Contains((path, hash));

    public void Write(string outputDirectory) => AtomicFile.Write(Path.Combine(outputDirectory, FileName), Format());

    internal byte[] Format()
    {
        var text = new StringBuilder();
        foreach (var path in Paths)
        {
            text.Append(Hashes[path]).Append("  ").Append(path).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
