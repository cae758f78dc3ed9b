using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// Git's id of a file's content, computed by us: a working file is compared with a commit without a process, and one that
/// git ignores or has never seen counts as any other, because Buf compiles it.
/// </summary>
internal static class BlobId
{
    public const int Sha1Length = 40;

    /// <param name="length">Of an id in that repository: 40 for SHA-1, 64 for SHA-256.</param>
    public static string Of(ReadOnlySpan<byte> content, int length)
    {
#pragma warning disable CA5350 // The ids are git's; nothing here relies on SHA-1 being strong.
        using var hash = IncrementalHash.CreateHash(length == Sha1Length ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// A checkout may write CRLF where the commit has LF (core.autocrlf). No contract means anything else for that, so
    /// both forms of a working file count.
    /// </summary>
    public static bool IsOf(string id, byte[] content) =>
        Of(content, id.Length) == id
        || (content.AsSpan().Contains((byte)'\r') && Of(WithoutCarriageReturns(content), id.Length) == id);

    private static byte[] WithoutCarriageReturns(byte[] content) =>
        [.. content.Where((value, at) => value != '\r' || at + 1 == content.Length || content[at + 1] != '\n')];
}
