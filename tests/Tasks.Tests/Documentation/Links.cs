using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Grpc.Service.Sdk.Tests.Documentation;

/// <summary>Follows every link of a set of pages.</summary>
internal static partial class Links
{
    /// <param name="pages">By path.</param>
    /// <param name="exists">Whether there is a file that is none of the pages; its path starts where the pages' do.</param>
    /// <returns>Links that lead nowhere, as <c>page: link</c>, and anchors that are there twice.</returns>
    public static IEnumerable<string> Broken(IReadOnlyDictionary<string, string> pages, Func<string, bool> exists)
    {
        var anchors = pages.ToDictionary(page => page.Key, page => Anchor().Matches(page.Value).Select(match => match.Groups[1].Value).ToArray());
        foreach (var (path, text) in pages)
        {
            foreach (var twice in anchors[path].GroupBy(anchor => anchor).Where(group => group.Count() > 1))
            {
                yield return $"{path}: {twice.Key} twice";
            }

            foreach (var url in Urls(text).Where(url => !url.StartsWith("https://", StringComparison.Ordinal)))
            {
                var parts = url.Split('#');
                var target = parts[0].Length == 0 ? path : Resolve(path, Uri.UnescapeDataString(parts[0]));
                var isThere = anchors.TryGetValue(target, out var known) ? parts.Length == 1 || known.Contains(parts[1]) : exists(target);
                if (!isThere)
                {
                    yield return $"{path}: {url}";
                }
            }
        }
    }

    public static IEnumerable<string> Urls(string text) => Markdown.Parse(text, new MarkdownPipelineBuilder().UsePipeTables().Build())
        .Descendants<LinkInline>().Select(link => link.Url!);

    private static string Resolve(string page, string relative)
    {
        var path = new Uri(new Uri("file:///a/b/c/" + page), relative.Replace(" ", "%20", StringComparison.Ordinal)).LocalPath;
        return Path.GetRelativePath("/a/b/c", path).Replace('\\', '/');
    }

    [GeneratedRegex("<a id=\"([^\"]*)\"></a>")]
    private static partial Regex Anchor();
}
