using Grpc.Service.Sdk.Documentation;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Grpc.Service.Sdk.Tests.Documentation;

/// <summary>A Markdown parser that we did not write, with all its extensions, sees text in what we make of text.</summary>
public sealed class MarkdownTextTests
{
    private static readonly MarkdownPipeline s_everything = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseEmojiAndSmiley(enableSmileys: false).Build();

    public static TheoryData<string> Texts =>
    [
        "plain words, with (parentheses) and a full stop.",
        "# a heading", "- an item", "+ an item", "* an item", "> a quote", "1. first", "12) twelfth", "====", "----", "***", "___",
        "a | b", "|---|---|", "`code` and ``more``", "~~~", "```sh", "*emphasis* _of_ **all** __kinds__ ~~gone~~ ^up^ ==marked== ++new++",
        "[a link](https://example.com) ![an image](x.png) [ref][id] [^1]", "[id]: https://example.com", "https://example.com/a?b=c&d", "www.example.com",
        "<b>bold</b> <script>alert(1)</script> <!-- hidden --> <?php ?> <a id=\"x\">", "&lt; &amp; &copy; &#35;", "{{ 1 + 1 }} {% raw %} { .class #id }",
        "back\\slash \\* at the end\\", "$math$ and $$more$$", ":smile: ::: note", ": a definition", "a:b and 12:30", "@someone", "tabs\tand  two spaces", "\u0001\u2028control",
        "'quotes' \"double\"", "x -- y --- z ...", "C# is a language", "a_b_c and snake_case_", "*[HTML]: abbreviation", "\"\"cited\"\"", "- [ ] a task", "    indented code",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Block_OfAnyLine_IsThatText(string text)
    {
        var document = Markdown.Parse(MarkdownText.Block([text]), s_everything);

        var paragraph = Assert.IsType<ParagraphBlock>(Assert.Single(document));
        Assert.Equal(Shown(text), Text(paragraph.Inline!));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Cell_OfAnyLine_IsThatTextInItsColumn(string text)
    {
        var document = Markdown.Parse($"| a | b |\n|---|---|\n| {MarkdownText.Cell([text])} | {MarkdownText.Code(text)} |\n| last | row |\n", s_everything);

        var rows = Assert.IsType<Table>(Assert.Single(document)).Cast<TableRow>().ToArray();
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(2, row.Count));
        Assert.Equal([Shown(text), Shown(text)], rows[1].Cast<TableCell>().Select(cell => Text(((ParagraphBlock)cell[0]).Inline!)));
    }

    [Fact]
    public void Lines_KeepParagraphsAndLists_AndJoinWhatWasOnlyWrapped()
    {
        string[] lines = ["First line", "goes on.", "", "A list:", "- one", "- two", "  indented"];

        Assert.Equal("First line\ngoes on.\n\nA list:<br>\n\\- one<br>\n\\- two<br>\nindented", MarkdownText.Block(lines));
        Assert.Equal("First line goes on.<br><br>A list:<br> \\- one<br> \\- two<br> indented", MarkdownText.Cell(lines));
        Assert.Equal("", MarkdownText.Block([]));
    }

    /// <summary>What a reader should see: the text, with blanks where a control character was.</summary>
    private static string Shown(string text) => text.Replace('\u0001', ' ').Replace('\u2028', ' ').Replace('\t', ' ').Trim();

    /// <summary>All that is literal; anything else that stands there is markup, and fails.</summary>
    private static string Text(ContainerInline inlines) => string.Concat(inlines.Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        CodeInline code => code.Content,
        HtmlInline { Tag: "<code>" or "</code>" } => "",
        _ => throw new InvalidOperationException($"{inline.GetType().Name} is markup"),
    })).Trim();
}
