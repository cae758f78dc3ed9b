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
    public async Task<byte[]> GetAsync(string name, BaselineTree tree, CancellationToken cancel)
    {
        var kept = Path.Combine(request.CacheDirectory, "images", Key(tree) + ".binpb");
        if (File.Exists(kept))
        {
            return await File.ReadAllBytesAsync(kept, cancel).ConfigureAwait(false);
        }

        var image = await BuildAsync(name, tree, cancel).ConfigureAwait(false);
        AtomicFile.Write(kept, image);
        return image;
    }

    private async Task<byte[]> BuildAsync(string name, BaselineTree tree, CancellationToken cancel)
    {
        var folder = Folder();
        await BaselineFiles.WriteAsync(git, tree, folder, cancel).ConfigureAwait(false);
        try
        {
            var (image, findings) = await ImageBuilder.BuildAsync(new Buf(buf.Path, Source(tree, folder), request.Buf, folder + ".google", started), cancel).ConfigureAwait(false);
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

    private ContractSource Source(BaselineTree tree, string folder)
    {
        var configuration = tree.Configuration is { } path ? Path.Combine(folder, path) : null;
        var root = Path.Combine(folder, tree.Root);
        var rules = configuration is not null && BufYaml.Rules(configuration, root) ? configuration : null;
        return new ContractSource(request.Source.ProjectDirectory, [new ProtoRoot(root, [.. tree.Protos.Keys.Order(StringComparer.Ordinal)], [], rules, [])]);
    }

    /// <summary>Beside the other state, unless that lies inside of the root, where Buf would meet each file twice.</summary>
    private string Folder()
    {
        var inside = !Path.GetRelativePath(request.Source.Root, request.StateDirectory).StartsWith("..", StringComparison.Ordinal);
        return inside
            ? Path.Combine(request.CacheDirectory, "baselines", FileHash.OfBytes(Encoding.UTF8.GetBytes(request.StateDirectory)))
            : Path.Combine(request.StateDirectory, "baseline");
    }

    private string Key(BaselineTree tree)
    {
        var text = new StringBuilder().Append(buf.Hash).Append('\0').AppendJoin('\n', request.Buf.Packaged.Folders).Append('\0').Append(GitPath.Below(tree.Base, tree.Root)).Append('\0');
        foreach (var file in tree.Files)
        {
            text.Append(GitPath.Below(tree.Base, file.Path)).Append('\0').Append(file.Id).Append('\0');
        }

        return FileHash.OfBytes(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
