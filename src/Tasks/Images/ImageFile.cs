using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Images;

/// <summary>One file of an image, as the bytes that it is: a FileDescriptorProto of which only the outermost fields were looked at.</summary>
public sealed class ImageFile
{
    // FileDescriptorProto's own field numbers; 8042 is buf.alpha.image.v1.ImageFileExtension, whose field 1 is is_import.
    private const int NameField = 1;
    private const int PackageField = 2;
    private const int DependencyField = 3;
    private const int OptionsField = 8;
    private const int SourceInfoField = 9;
    private const int BufField = 8042;
    private const int BufIsImportField = 1;

    // The extension 8042 with is_import = true: tag 8042 << 3 | 2, length 2, field 1 = 1.
    private static readonly byte[] s_importMark = [0xD2, 0xF6, 0x03, 0x02, 0x08, 0x01];

    private readonly ReadOnlyMemory<byte>[] _contract;

    private ImageFile(
        string name, string package, IReadOnlyList<string> dependencies, bool isImport, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>[] contract)
    {
        Name = name;
        Package = package;
        Dependencies = dependencies;
        IsImport = isImport;
        Bytes = bytes;
        _contract = contract;
    }

    /// <summary>The import path.</summary>
    public string Name { get; }

    public string Package { get; }

    public IReadOnlyList<string> Dependencies { get; }

    /// <summary>Buf's mark: the file is there because another one imports it.</summary>
    public bool IsImport { get; }

    /// <summary>The serialized FileDescriptorProto, source info included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <exception cref="InvalidDataException">The bytes are no serialized message.</exception>
    public static ImageFile Read(ReadOnlyMemory<byte> bytes)
    {
        var (name, package, isImport) = ("", "", false);
        var dependencies = new List<string>();
        var contract = new List<ReadOnlyMemory<byte>>();
        var from = 0;
        foreach (var field in WireFields.Of(bytes))
        {
            switch (field.Number)
            {
                case NameField:
                    name = Text(field);
                    break;
                case PackageField:
                    package = Text(field);
                    break;
                case DependencyField:
                    dependencies.Add(Text(field));
                    break;
                case BufField:
                    isImport = WireFields.Of(field.Value).Any(mark => mark.Number == BufIsImportField && mark.Value.Span[0] != 0);
                    break;
            }

            if (field.Number is SourceInfoField or BufField)
            {
                AddUpTo(field.Start);
                from = field.End;
            }
        }

        AddUpTo(bytes.Length);
        return new ImageFile(name, package, dependencies, isImport, bytes, [.. contract]);

        void AddUpTo(int end)
        {
            if (end > from)
            {
                contract.Add(bytes[from..end]);
            }
        }
    }

    /// <summary>The file with more options. Protobuf merges a message that stands twice: what the file has already stays as it is.</summary>
    /// <param name="options">Those that the file does not set.</param>
    internal ImageFile With(Google.Protobuf.Reflection.FileOptions options)
    {
        var value = options.ToByteArray();
        var joined = new MemoryStream();
        joined.Write(Bytes.Span);
        joined.WriteByte((OptionsField << 3) | 2);
        WireFields.WriteVarint(joined, (uint)value.Length);
        joined.Write(value);
        return Read(joined.ToArray());
    }

    /// <summary>Whether a file option is set.</summary>
    /// <param name="number">Its field of FileOptions.</param>
    internal bool HasOption(int number) => _contract.Any(piece =>
        WireFields.Of(piece).Any(field => field.Number == OptionsField && WireFields.Of(field.Value).Any(option => option.Number == number)));

    /// <summary>The file option, or else the package in PascalCase; empty without both.</summary>
    internal string CSharpNamespace => _contract.SelectMany(WireFields.Of).Where(part => part.Number == OptionsField)
        .SelectMany(options => WireFields.Of(options.Value)).Where(option => option.Number == Google.Protobuf.Reflection.FileOptions.CsharpNamespaceFieldNumber)
        .Select(Text).LastOrDefault() ?? GeneratorCase.Pascal(Package, keepDots: true);

    /// <summary>A hash of what <see cref="HasContractOf"/> compares.</summary>
    internal byte[] HashContract(ReadOnlySpan<byte> salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        foreach (var piece in _contract)
        {
            hash.AppendData(piece.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Both say the same, wherever it stands in the text and whatever is written about it.</summary>
    public bool HasContractOf(ImageFile other)
    {
        if (_contract.Length == 1 && other._contract.Length == 1)
        {
            return _contract[0].Span.SequenceEqual(other._contract[0].Span);
        }

        return _contract.Sum(piece => piece.Length) == other._contract.Sum(piece => piece.Length)
            && Joined(_contract).AsSpan().SequenceEqual(Joined(other._contract));
    }

    /// <summary>The file without source info, marked as there for the sake of others.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> AsImport() => [.. _contract, s_importMark];

    /// <summary>The whole file, marked as there for the sake of others.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Marked() => [Bytes, s_importMark];

    /// <summary>The file without source info, with the mark that it has.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> WithoutSourceInfo() => IsImport ? AsImport() : _contract;

    /// <summary>Without source info, which is most of a file's bytes.</summary>
    public FileDescriptorProto DecodeContract() => FileDescriptorProto.Parser.ParseFrom(Contract.Span);

    /// <summary>The serialized file without source info and Buf's mark.</summary>
    internal ReadOnlyMemory<byte> Contract => _contract.Length == 1 ? _contract[0] : Joined(_contract);

    /// <summary>The serialized SourceCodeInfo, in one piece or several.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> SourceInfo => WireFields.Of(Bytes).Where(part => part.Number == SourceInfoField).Select(part => part.Value);

    /// <summary>Where things stand in the text; empty where the image has it not.</summary>
    public SourceCodeInfo DecodeSourceInfo()
    {
        var info = new SourceCodeInfo();
        foreach (var piece in SourceInfo)
        {
            info.MergeFrom(piece.Span);
        }

        return info;
    }

    private static string Text(WireField field) => Encoding.UTF8.GetString(field.Value.Span);

    private static byte[] Joined(ReadOnlyMemory<byte>[] pieces)
    {
        var joined = new MemoryStream();
        foreach (var piece in pieces)
        {
            joined.Write(piece.Span);
        }

        return joined.ToArray();
    }
}
