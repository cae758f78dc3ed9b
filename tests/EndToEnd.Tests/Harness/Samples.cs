namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>The projects of samples/, copied out of the repository.</summary>
internal static class Samples
{
    private static readonly string[] s_built = ["bin/", "obj/", "generated/", "config/tls/"];

    /// <summary>A sample in a folder of its own; neighbours that it refers to come along.</summary>
    public static TestProject Copy(string name, params string[] neighbours)
    {
        var project = new TestProject(name);
        foreach (var sample in (string[])[name, .. neighbours])
        {
            foreach (var file in Directory.EnumerateFiles(Repository.Sample(sample), "*", SearchOption.AllDirectories))
            {
                var relative = Path.GetRelativePath(Repository.Sample(sample), file).Replace('\\', '/');
                if (!s_built.Any(folder => relative.StartsWith(folder, StringComparison.Ordinal)))
                {
                    project.Write(sample == name ? relative : $"../{sample}/{relative}", File.ReadAllBytes(file));
                }
            }
        }

        return project;
    }
}
