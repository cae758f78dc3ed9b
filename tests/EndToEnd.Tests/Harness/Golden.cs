namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Expected texts in tests/data. <c>GRPC_SDK_UPDATE_GOLDEN=1 eng/test.sh</c> writes them anew; read the diff before you commit it.</summary>
internal static class Golden
{
    private static readonly bool s_update = Environment.GetEnvironmentVariable("GRPC_SDK_UPDATE_GOLDEN") == "1";

    public static string Folder => Path.Combine(Repository.Root, "tests", "data");

    public static void Equal(string path, string actual)
    {
        var file = Path.Combine(Folder, path);
        if (s_update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{file} is not there.");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    /// <summary>A whole folder: the same files with the same texts.</summary>
    public static void EqualTree(string path, IReadOnlyDictionary<string, string> actual)
    {
        var folder = Path.Combine(Folder, path);
        if (s_update && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var (name, text) in actual)
        {
            Equal(Path.Combine(path, name), text);
        }

        Assert.Equal(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal), actual.Keys);
    }
}
