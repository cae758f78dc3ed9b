using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// The baseline's image: compiled once, then kept in the user's cache under everything that it is made from, for every
/// project and build that compares with the same files.
/// </summary>
internal sealed class BaselineImage(BaselineRequest request, Tool buf, Git git, Action<string> started)
{
    /// <param name="name">What people call the baseline.</param>
    /// <exception cref="DiagnosticException">It does not compile, or its objects cannot be read.</exception>
    public async Task<byte[]> GetAsync(string name, BaselineContract contract, CancellationToken cancel)
    {
        var kept = Path.Combine(request.CacheDirectory, "images", Key(contract) + ".binpb");
        if (File.Exists(kept))
        {
            return await File.ReadAllBytesAsync(kept, cancel).ConfigureAwait(false);
        }

        var image = await BuildAsync(name, contract, cancel).ConfigureAwait(false);
        AtomicFile.Write(kept, image);
        return image;
    }

    private async Task<byte[]> BuildAsync(string name, BaselineContract contract, CancellationToken cancel)
    {
        var folder = Folder();
        await BaselineFiles.WriteAsync(git, contract, folder, cancel).ConfigureAwait(false);
        try
        {
            var (image, findings) = await ImageBuilder.BuildAsync(new Buf(buf.Path, contract.Source(folder, request.Source.ProjectDirectory), request.Buf, folder + ".google", started), cancel).ConfigureAwait(false);
            if (image is null)
            {
                throw new DiagnosticException(findings);
            }

            BaselineFiles.Remove(folder);
            return image;
        }
        catch (DiagnosticException exception)
        {
            // The files stay, so that the findings point at something.
            throw new DiagnosticException([Codes.BaselineNotCompiled.With(name, request.Source.DisplayPath(folder)), .. exception.Diagnostics]);
        }
    }

    /// <summary>Beside the other state, unless that lies inside of the root, where Buf would meet each file twice.</summary>
    private string Folder()
    {
        var inside = !Path.GetRelativePath(request.Source.Root, request.StateDirectory).StartsWith("..", StringComparison.Ordinal);
        return inside
            ? Path.Combine(request.CacheDirectory, "baselines", FileHash.OfBytes(Encoding.UTF8.GetBytes(request.StateDirectory)))
            : Path.Combine(request.StateDirectory, "baseline");
    }

    private string Key(BaselineContract contract)
    {
        var text = new StringBuilder().Append(buf.Hash).Append('\0').Append(request.Buf.Protoc).Append('\0').AppendJoin('\n', request.Buf.Packaged.Folders).Append('\0');
        foreach (var root in contract.Roots)
        {
            text.Append(root.Present.IsImportOnly).Append('\0');
            foreach (var (name, id) in root.Tree is { } tree ? Committed(tree) : root.IsElsewhere ? Lent(root.Present) : [])
            {
                text.Append(name).Append('\0').Append(id).Append('\0');
            }
        }

        return FileHash.OfBytes(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static IEnumerable<(string? Name, string Id)> Committed(BaselineTree tree) =>
        [(GitPath.Below(tree.Base, tree.Root), string.Join('\n', tree.Excluded)), .. tree.Files.Select(file => (GitPath.Below(tree.Base, file.Path), file.Id))];

    private static IEnumerable<(string? Name, string Id)> Lent(ProtoRoot root) =>
        root.Protos.Concat(root.Imports).Select(name => ((string?)name, FileHash.OfFile(root.Absolute(name))));
}
