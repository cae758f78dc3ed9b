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
/// <param name="staging">The absolute folder of all processes' output.</param>
/// <param name="protos">The import paths that generators were asked for.</param>
/// <param name="publishedPath">Where a language publishes what its generators wrote, below its folder.</param>
internal sealed partial class StagedFiles(string staging, IReadOnlySet<string> protos, Func<string, string> publishedPath, StandInNames? standIns)
{
    // Where generators say what they read: behind a comment's marks, at the top. Some let a contract's licence stand above it.
    private const int HeadBytes = 1_000;
    private const int HeadBytesWithLicence = 16_000;

    /// <param name="process">The folder of one process.</param>
    /// <param name="language">The folder of one language in that.</param>
    public IEnumerable<StagedFile> Read(string process, string language)
    {
        var root = Path.Combine(staging, process, language);
        var buffer = new FileBuffer();
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var bytes = buffer.Read(path);
            var relative = publishedPath(Path.GetRelativePath(root, path).Replace('\\', '/'));
            var source = SourceOf(bytes);
            yield return new StagedFile(Published($"{language}/{relative}", path, bytes, source), source);
        }
    }

    private RenderedFile Published(string relative, string path, ReadOnlySpan<byte> bytes, string? source)
    {
        var restore = standIns is not null && (source is null || standIns.MayBeIn(source));
        var hides = relative.EndsWith(".cs", StringComparison.Ordinal) && HiddenMembers.MayBeIn(bytes);
        if (!restore && !hides && !bytes.Contains((byte)'\r'))
        {
            return RenderedFile.InStaging(relative, path, FileHash.OfBytes(bytes));
        }

        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        text = restore ? standIns!.Restore(text) : text;
        return new RenderedFile(relative, Encoding.UTF8.GetBytes(hides ? HiddenMembers.Allow(text) : text));
    }

    /// <summary>A contract's own comment may look like the line; it names none of the protos then, or stands above the generator's own words.</summary>
    private string? SourceOf(ReadOnlySpan<byte> bytes) =>
        SourceIn(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, HeadBytes)]), mustBeBelowGenerator: true)
        ?? SourceIn(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, HeadBytesWithLicence)]), mustBeBelowGenerator: false);

    private string? SourceIn(string head, bool mustBeBelowGenerator)
    {
        var generator = GeneratorLine().Match(head);
        return mustBeBelowGenerator && !generator.Success ? null
            : SourceLine().Matches(head[generator.Index..]).Select(match => match.Groups[1].Value).FirstOrDefault(protos.Contains);
    }

    [GeneratedRegex(@"^(?://|#)\s*(?:Code g|G)enerated by .+ DO NOT EDIT[.!]\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex GeneratorLine();

    [GeneratedRegex(@"^(?://|#)\s*source: (.+?)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SourceLine();
}
