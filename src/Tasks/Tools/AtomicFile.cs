namespace Grpc.Service.Sdk.Tools;

/// <summary>Writes a file whole or not at all: into a neighbour first, then by rename.</summary>
public static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var neighbour = Neighbour(path);
        try
        {
            File.WriteAllBytes(neighbour, content);
            File.Move(neighbour, path, overwrite: true);
        }
        catch
        {
            File.Delete(neighbour);
            throw;
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

    private static string Neighbour(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return $"{path}.{Guid.NewGuid():N}.tmp";
    }
}
