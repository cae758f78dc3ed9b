using System.Security.Cryptography;

namespace Grpc.Service.Sdk.Tools;

/// <summary>SHA-256 in lower-case hex.</summary>
public static class FileHash
{
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
