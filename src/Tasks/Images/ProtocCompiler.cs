using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Compiles a contract with protoc, which takes a fraction of Buf's time: one root that no buf.yaml rules, with what packages provide.
/// The image says what Buf's says, with options and positions in another order. What protoc refuses is left to Buf, whose words people get.
/// </summary>
/// <param name="wellKnown">The folder of google/protobuf.</param>
/// <param name="folder">Absolute; the argument file and the image are written there.</param>
internal sealed class ProtocCompiler(string protoc, string wellKnown, ProtoRoot root, PackagedContracts packaged, string folder, Action<string> started)
{
    private const string ArgumentFile = "contract.args";
    private const string ImageName = "contract.binpb";

    // Of a tool in Grpc.Tools, from its folder. A protoc from elsewhere has no such neighbour, and only generates.
    private static readonly string s_wellKnown = Path.Combine("..", "..", "build", "native", "include");

    /// <returns>Null where Buf must compile: a buf.yaml, several roots and folders that are left out are its own to read.</returns>
    public static ProtocCompiler? For(string? protoc, ContractSource source, PackagedContracts packaged, string folder, Action<string> started) =>
        protoc is not null && source.Roots is [{ BufConfiguration: null, Protos.Count: > 0, Excluded.Count: 0 } root]
        && Path.GetFullPath(s_wellKnown, Path.GetDirectoryName(protoc)!) is var wellKnown && Directory.Exists(wellKnown)
            ? new ProtocCompiler(protoc, wellKnown, root, packaged, folder, started)
            : null;

    /// <returns>A serialized FileDescriptorSet as <c>buf build</c> writes it; null when it does not compile.</returns>
    public async Task<byte[]?> CompileAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var (arguments, image) = (Path.Combine(folder, ArgumentFile), Path.Combine(folder, ImageName));
        await File.WriteAllTextAsync(arguments, string.Join('\n', Arguments(image)), cancel).ConfigureAwait(false);
        var result = await ToolProcess.RunAsync(protoc, ["@" + arguments], root.Folder, started, cancel).ConfigureAwait(false);
        return result.ExitCode != 0 ? null
            : Image.Read(await File.ReadAllBytesAsync(image, cancel).ConfigureAwait(false)).MarkImports(root.Protos.ToHashSet(StringComparer.Ordinal));
    }

    private IEnumerable<string> Arguments(string image) =>
    [
        "--proto_path=.",
        "--proto_path=" + wellKnown,
        .. packaged.Folders.Select(place => "--proto_path=" + place),
        "--descriptor_set_out=" + image,
        "--include_imports",
        "--include_source_info",
        "--retain_options",
        .. root.Protos,
    ];
}
