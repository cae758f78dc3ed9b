namespace Grpc.Service.Sdk.Images;

/// <summary>A FileDescriptorSet that is split into its files and not decoded: a run of length-delimited fields.</summary>
public sealed class Image
{
    private const int FileField = 1;
    private const byte FileTag = (FileField << 3) | 2;

    private readonly Dictionary<string, ImageFile> _byName;

    private Image(IReadOnlyList<ImageFile> files)
    {
        Files = files;
        _byName = files.ToDictionary(file => file.Name, StringComparer.Ordinal);
    }

    /// <summary>In the image's order: a file comes after what it imports.</summary>
    public IReadOnlyList<ImageFile> Files { get; }

    public static Image Of(IEnumerable<ImageFile> files) => new([.. files]);

    /// <exception cref="InvalidDataException">The bytes are no image, or one that names a file twice.</exception>
    public static Image Read(ReadOnlyMemory<byte> bytes)
    {
        var files = WireFields.Of(bytes).Where(field => field.Number == FileField).Select(field => ImageFile.Read(field.Value)).ToArray();
        var twice = files.GroupBy(file => file.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new Image(files) : throw new InvalidDataException($"it holds '{twice.Key}' twice");
    }

    public ImageFile? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The named files and all that they import, through any number of files; names that the image lacks are left out.</summary>
    public HashSet<string> Closure(IEnumerable<string> names)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(names);
        while (waiting.TryPop(out var name))
        {
            if (Find(name) is { } file && found.Add(name))
            {
                foreach (var dependency in file.Dependencies)
                {
                    waiting.Push(dependency);
                }
            }
        }

        return found;
    }

    /// <summary>The files that import one of the named ones, through any number of files, and those themselves.</summary>
    public HashSet<string> Importers(IEnumerable<string> names)
    {
        var importers = Files.SelectMany(file => file.Dependencies.Select(dependency => (dependency, file.Name)))
            .ToLookup(edge => edge.dependency, edge => edge.Name, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(names);
        while (waiting.TryPop(out var name))
        {
            if (found.Add(name))
            {
                foreach (var importer in importers[name])
                {
                    waiting.Push(importer);
                }
            }
        }

        return found;
    }

    /// <summary>The serialized image, with Buf's mark on every file that is not among the named ones.</summary>
    internal byte[] MarkImports(IReadOnlySet<string> own) => Serialize(Files.Select(file => own.Contains(file.Name) ? [file.Bytes] : file.Marked()));

    /// <summary>The serialized image, every file without its comments and positions.</summary>
    public byte[] WithoutSourceInfo() => Serialize(Files.Select(file => file.WithoutSourceInfo()));

    /// <summary>A serialized image of some of the files.</summary>
    /// <param name="whole">Written as they are, with source info and Buf's own mark.</param>
    /// <param name="kept">Of these, the others are written without source info and marked as imports.</param>
    public byte[] Slice(IReadOnlySet<string> whole, IReadOnlySet<string> kept)
    {
        return Serialize(Files.Where(file => kept.Contains(file.Name)).Select(file => whole.Contains(file.Name) ? [file.Bytes] : file.AsImport()));
    }

    /// <param name="files">Each in pieces.</param>
    private static byte[] Serialize(IEnumerable<IEnumerable<ReadOnlyMemory<byte>>> files)
    {
        ReadOnlyMemory<byte>[][] all = [.. files.Select(file => file.ToArray())];

        // Its size is known: a stream that grows would copy tens of megabytes several times. A tag and a length take at most six bytes.
        var stream = new MemoryStream(all.Sum(pieces => pieces.Sum(piece => piece.Length) + 6));
        foreach (var pieces in all)
        {
            stream.WriteByte(FileTag);
            WireFields.WriteVarint(stream, (uint)pieces.Sum(piece => piece.Length));
            foreach (var piece in pieces)
            {
                stream.Write(piece.Span);
            }
        }

        return stream.ToArray();
    }
}
