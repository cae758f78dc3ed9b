namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>A comment as descriptors carry it (without its marks, with the blank behind them) as lines of text.</summary>
internal static class CommentText
{
    /// <summary>Takes off what all lines are indented by, blanks at the ends of lines, and blank lines around the whole.</summary>
    public static IReadOnlyList<string> Lines(string comment)
    {
        if (comment.Length == 0)
        {
            return [];
        }

        string[] lines = [.. comment.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
        var indent = lines.Where(line => line.Length > 0).Select(Indent).DefaultIfEmpty().Min();
        var first = Array.FindIndex(lines, line => line.Length > 0);
        var last = Array.FindLastIndex(lines, line => line.Length > 0);
        return first < 0 ? [] : [.. lines[first..(last + 1)].Select(line => line.Length > 0 ? line[indent..] : line)];
    }

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
