using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>A file of the output folder: UTF-8 without a byte order mark, lines ending in <c>\n</c>.</summary>
public sealed class RenderedFile
{
    private RenderedFile(string path, string hash) => (Path, Hash) = (path, hash);

    public RenderedFile(string path, ReadOnlyMemory<byte> content)
        : this(path, FileHash.OfBytes(content.Span)) => Content = content;

    /// <summary>Below <c>generated/</c>, with <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>The bytes to write; empty where they lie in <see cref="Staged"/>, or are published already.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The absolute path of a file that may be moved into place; null when there is none.</summary>
    public string? Staged { get; private init; }

    /// <summary>It is published already, and right.</summary>
    public bool IsKept { get; private init; }

    /// <summary>It stays as it is, whatever that is: nobody looked at it in this run.</summary>
    public bool IsLeft { get; private init; }

    /// <param name="staged">The absolute path of a file with these very bytes.</param>
    public static RenderedFile InStaging(string path, string staged, string hash) => new(path, hash) { Staged = staged };

    /// <summary>A file that is published already, and right.</summary>
    public static RenderedFile Kept(string path, string hash) => new(path, hash) { IsKept = true };

    /// <summary>A file of an earlier run that this one has nothing to say of.</summary>
    /// <param name="hash">Of what that run wrote.</param>
    public static RenderedFile Left(string path, string hash) => new(path, hash) { IsLeft = true };
}
