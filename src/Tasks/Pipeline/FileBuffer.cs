namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Reads one file after the other into the same memory: hundreds of megabytes of generated code would keep the collector busy.</summary>
internal sealed class FileBuffer
{
    private byte[] _bytes = new byte[64 * 1024];

    /// <returns>The file's bytes, until the next is read.</returns>
    public ReadOnlySpan<byte> Read(string path)
    {
        using var file = File.OpenHandle(path);
        var length = checked((int)RandomAccess.GetLength(file));
        if (length > _bytes.Length)
        {
            _bytes = new byte[Math.Max(length, 2 * _bytes.Length)];
        }

        var read = 0;
        for (int more; read < length && (more = RandomAccess.Read(file, _bytes.AsSpan(read, length - read), read)) > 0;)
        {
            read += more;
        }

        return _bytes.AsSpan(0, read);
    }
}
