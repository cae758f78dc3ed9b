namespace Grpc.Service.Sdk.Images;

/// <summary>Buf's own cache of modules, as Buf 1.74.0 lays it out.</summary>
/// <param name="Folder">Absolute.</param>
public sealed record BufCache(string Folder)
{
    private static readonly string[] s_digests = ["b5", "b4"];

    public bool Has(BufDependency dependency) => Files(dependency) is not null;

    public bool Provides(BufDependency dependency, string importPath) => Files(dependency) is { } files && File.Exists(Path.GetFullPath(importPath, files));

    private string? Files(BufDependency dependency) => s_digests
        .Select(digest => Path.Combine(Folder, "v3", "modules", digest, dependency.Name, dependency.Commit.Replace("-", "", StringComparison.Ordinal), "files"))
        .FirstOrDefault(Directory.Exists);
}
