using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Checking;

/// <summary>From the first to the last character, counted from 1; the last column is the one behind the end.</summary>
internal readonly record struct TextSpan(int Line, int Column, int EndLine, int EndColumn)
{
    public bool Contains(int line, int column) => (line, column).CompareTo((Line, Column)) >= 0 && (line, column).CompareTo((EndLine, EndColumn)) <= 0;

    public int Lines => EndLine - Line;
}

/// <summary>Where a file's declarations stand.</summary>
internal sealed class SourceSpans
{
    private readonly Dictionary<string, TextSpan> _spans = new(StringComparer.Ordinal);

    public SourceSpans(SourceCodeInfo info)
    {
        foreach (var location in info.Location.Where(location => location.Span.Count is 3 or 4))
        {
            // A declaration's path alternates field number and index.
            if (location.Path.Count % 2 == 0 && location.Path.Count > 0)
            {
                _spans.TryAdd('/' + string.Join('/', location.Path), Span(location.Span));
            }
            else if (location.Path is [FileDescriptorProto.PackageFieldNumber])
            {
                Package = Span(location.Span);
            }
        }
    }

    /// <summary>The package statement.</summary>
    public TextSpan? Package { get; }

    public TextSpan? Find(string path) => _spans.TryGetValue(path, out var span) ? span : null;

    private static TextSpan Span(Google.Protobuf.Collections.RepeatedField<int> span) =>
        span.Count == 3 ? new TextSpan(span[0] + 1, span[1] + 1, span[0] + 1, span[2] + 1) : new TextSpan(span[0] + 1, span[1] + 1, span[2] + 1, span[3] + 1);
}
