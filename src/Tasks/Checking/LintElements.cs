using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Finds what lint's findings are about: Buf gives a position alone, and the image says what stands there.</summary>
internal sealed class LintElements(ContractSource source, Image image)
{
    private readonly Dictionary<string, string> _names = source.Protos.ToDictionary(source.Display, StringComparer.Ordinal);
    private readonly Dictionary<string, (IReadOnlyList<ProtoElement> Elements, SourceSpans Spans)> _files = new(StringComparer.Ordinal);

    /// <returns>Null for a finding that is in no proto.</returns>
    public LintSubject? Of(Diagnostic finding)
    {
        if (finding.Span is not { } place || !_names.TryGetValue(place.File, out var name) || image.Find(name) is not { } file)
        {
            return null;
        }

        var (elements, spans) = Read(file);

        // What holds a position lies inside one another, so the one that begins last is the innermost.
        var innermost = elements.Where(element => element.Span?.Contains(place.Line, place.Column) ?? false)
            .MaxBy(element => (element.Span!.Value.Line, element.Span.Value.Column));
        return new LintSubject(finding.Code, innermost?.FullName ?? (spans.Package?.Contains(place.Line, place.Column) ?? false ? file.Package : name), name);
    }

    private (IReadOnlyList<ProtoElement> Elements, SourceSpans Spans) Read(ImageFile file)
    {
        if (!_files.TryGetValue(file.Name, out var read))
        {
            var spans = new SourceSpans(file.DecodeSourceInfo());
            _files[file.Name] = read = (ElementWalk.Of(file.DecodeContract(), new Lazy<SourceSpans>(spans)), spans);
        }

        return read;
    }
}
