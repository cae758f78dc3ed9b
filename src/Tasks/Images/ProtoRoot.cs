namespace Grpc.Service.Sdk.Images;

/// <summary>A folder that import paths start from.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Protos">The files to check and generate, as import paths with <c>/</c>, in ordinal order.</param>
/// <param name="Imports">Other protos below it: they can be imported, and are neither checked nor generated.</param>
/// <param name="BufConfiguration">The user's buf.yaml that rules the root; null makes ours stand in.</param>
/// <param name="Excluded">Folders below it, absolute, that are no part of it: the build's own, and roots inside of this one.</param>
public sealed record ProtoRoot(
    string Folder, IReadOnlyList<string> Protos, IReadOnlyList<string> Imports, string? BufConfiguration, IReadOnlyList<string> Excluded)
{
    public bool IsImportOnly => Protos.Count == 0;

    public string Absolute(string importPath) => Path.GetFullPath(importPath, Folder);

    /// <returns>Null where the file does not lie below the root.</returns>
    public string? ImportPath(string file) => FolderPath.Below(Folder, file);
}
