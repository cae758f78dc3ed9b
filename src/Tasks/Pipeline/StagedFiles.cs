using System.Text;
using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>A generator's output.</summary>
/// <param name="Source">The import path of the proto that it says it was made from; null where it does not say.</param>
internal sealed record StagedFile(RenderedFile File, string? Source);

/// <summary>What protoc left in staging, in the form in which it is published.</summary>
internal static partial class StagedFiles
{
    // Where generators say what they read: behind a comment's marks, at the top.
    private const int HeadBytes = 600;

    /// <param name="staging">The absolute folder of all processes' output.</param>
    /// <param name="process">The folder of one process in it.</param>
    /// <param name="language">The folder of one language in that.</param>
    public static IEnumerable<StagedFile> Read(string staging, string process, string language, KeywordNames? keywords)
    {
        var root = Path.Combine(staging, process);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, language), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            yield return new StagedFile(Published(Path.GetRelativePath(root, path).Replace('\\', '/'), path, bytes, keywords), SourceOf(bytes));
        }
    }

    private static RenderedFile Published(string relative, string path, byte[] bytes, KeywordNames? keywords)
    {
        var hides = relative.EndsWith(".cs", StringComparison.Ordinal) && HiddenMembers.MayBeIn(bytes);
        if (keywords is null && !hides && !bytes.AsSpan().Contains((byte)'\r'))
        {
            return RenderedFile.InStaging(relative, path, FileHash.OfBytes(bytes));
        }

        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        text = keywords?.Restore(text) ?? text;
        return new RenderedFile(relative, Encoding.UTF8.GetBytes(hides ? HiddenMembers.Allow(text) : text));
    }

    private static string? SourceOf(byte[] bytes)
    {
        var match = SourceLine().Match(Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, HeadBytes)));
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"^(?://|#)\s*source: (.+?)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SourceLine();
}
