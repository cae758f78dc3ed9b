using System.Runtime.InteropServices;

namespace Grpc.Service.Sdk.Tools;

/// <summary>Writes a file whole or not at all: into a neighbour first, then by rename.</summary>
public static partial class AtomicFile
{
    // EEXIST, on Linux and macOS.
    private const int FileExists = 17;

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
            return TryPlace(neighbour, path);
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

    /// <summary>Gives the file its name, unless another has it. On Unix .NET first looks for that other and then renames over it: of two that look at once, both would.</summary>
    private static bool TryPlace(string neighbour, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(neighbour, path) == 0)
            {
                return true;
            }

            if (Marshal.GetLastPInvokeError() == FileExists)
            {
                return false;
            }
        }

        // Windows does it in one step; a file system without links has to do with less.
        File.Move(neighbour, path, overwrite: false);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string path);

    private static string Neighbour(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return $"{path}.{Guid.NewGuid():N}.tmp";
    }
}
