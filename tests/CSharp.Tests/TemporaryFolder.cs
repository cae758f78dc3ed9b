namespace GrpcServiceTemplate.Tests;

/// <summary>A folder for the time of a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("grpc-service-").FullName;

    public string At(string path) => System.IO.Path.Combine(Path, path);

    /// <returns>The file's path.</returns>
    public string Write(string path, string text)
    {
        File.WriteAllText(At(path), text);
        return At(path);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
