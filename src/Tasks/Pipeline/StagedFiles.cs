using System.Text;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What protoc left in staging, in the form in which it is published.</summary>
internal static class StagedFiles
{
    public static IEnumerable<RenderedFile> Read(string staging, KeywordNames? keywords) =>
        from path in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(staging, path).Replace('\\', '/')
        orderby relative
        select File(relative, path, keywords);

    private static RenderedFile File(string relative, string path, KeywordNames? keywords)
    {
        var bytes = System.IO.File.ReadAllBytes(path);
        if (keywords is null && !bytes.AsSpan().Contains((byte)'\r'))
        {
            return new RenderedFile(relative, bytes, path);
        }

        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        return new RenderedFile(relative, Encoding.UTF8.GetBytes(keywords?.Restore(text) ?? text));
    }
}
