using System.Security.Cryptography;
using System.Text;

namespace Grpc.Service.Sdk.Tools;

/// <summary>A SHA-256 over named values, each with its length, so that no two lists of values read as one.</summary>
public sealed class KeyHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public KeyHash Add(string name, string value)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}={value.Length}:{value};"));
        return this;
    }

    public KeyHash AddFile(string name, string path) => Add(name, FileHash.OfFile(path));

    /// <returns>Lower-case hex.</returns>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
