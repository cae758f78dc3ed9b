namespace Grpc.Service.Sdk.Images;

/// <summary>A <c>Protobuf</c> item. Paths are absolute.</summary>
/// <param name="Root">Its metadata <c>ProtoRoot</c>; null where it has none.</param>
/// <param name="ImportFolders">Its metadata <c>AdditionalImportDirs</c>.</param>
/// <param name="IsCompiled">False: others may import it, and that is all (<c>ProtoCompile</c>).</param>
public sealed record ContractItem(string Path, string? Root = null, IReadOnlyList<string>? ImportFolders = null, bool IsCompiled = true)
{
    /// <summary>It comes from the default glob, and nobody named it.</summary>
    public bool IsFound { get; init; }

    public ContractOptions Options { get; init; } = ContractOptions.Default;
}
