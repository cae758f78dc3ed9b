using System.Globalization;
using System.Text;

namespace Grpc.Service.Sdk.Tools;

/// <summary>
/// Hashing Buf's binary costs more than a whole no-op build may, so a tool is hashed when it is first seen; after that its
/// path, length and times vouch for it.
/// </summary>
/// <param name="directory">A folder of the user's cache.</param>
internal sealed class VerifiedTools(string directory)
{
    public bool Matches(string path, string hash)
    {
        var record = Path.Combine(directory, FileHash.OfBytes(Encoding.UTF8.GetBytes(path)) + ".verified");
        var present = Fingerprint(path, hash);
        if (File.Exists(record) && File.ReadAllText(record) == present)
        {
            return true;
        }

        if (FileHash.OfFile(path) != hash)
        {
            return false;
        }

        Keep(() => AtomicFile.Write(record, Encoding.UTF8.GetBytes(present)));
        return true;
    }

    /// <summary>A copy that may be executed, of a tool that may not: NuGet's folder can belong to another user.</summary>
    public string ExecutableCopy(string path, string hash)
    {
        var copy = Path.Combine(directory, hash[..16], Path.GetFileName(path));
        if (!File.Exists(copy) || !Matches(copy, hash))
        {
            Keep(() => AtomicFile.Copy(path, copy, ExecutableBit.Set));
        }

        return copy;
    }

    private static void Keep(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CacheException(exception.Message, exception);
        }
    }

    private static string Fingerprint(string path, string hash)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture,
            $"{path}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{file.CreationTimeUtc.Ticks}\n{hash}\n");
    }
}

/// <summary>The user's cache cannot be written.</summary>
internal sealed class CacheException(string message, Exception inner) : IOException(message, inner);
