namespace Grpc.Service.Sdk.Tools;

/// <summary>Writes a file whole or not at all: into a neighbour first, then by rename.</summary>
public static class AtomicFile
{
    /// <param name="mode">The file's mode from its first byte on, less what the umask takes away; null is the system's own, and so is Windows'.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var neighbour = Neighbour(path);
        try
        {
            WriteNew(neighbour, content, mode);
            File.Move(neighbour, path, overwrite: true);
        }
        catch
        {
            File.Delete(neighbour);
            throw;
        }
    }

    /// <summary>The same where there is none yet; of several that try at once one succeeds.</summary>
    /// <returns>False where there is something already: it is left as it is.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var neighbour = Neighbour(path);
        try
        {
            WriteNew(neighbour, content, mode);
            File.Move(neighbour, path, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(neighbour);
        }
    }

    public static void Copy(string source, string path, Action<string> prepare)
    {
        var neighbour = Neighbour(path);
        try
        {
            File.Copy(source, neighbour, overwrite: true);
            prepare(neighbour);
            File.Move(neighbour, path, overwrite: true);
        }
        catch
        {
            File.Delete(neighbour);
            throw;
        }
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode? mode)
    {
        if (mode is not { } wanted || OperatingSystem.IsWindows())
        {
            File.WriteAllBytes(path, content);
            return;
        }

        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = wanted });
        file.Write(content);
    }

    private static string Neighbour(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return $"{path}.{Guid.NewGuid():N}.tmp";
    }
}
