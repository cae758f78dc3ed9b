using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>What the touched files of one side declare; a file is decoded when something of it is asked for.</summary>
internal sealed class ElementIndex(Image image, IReadOnlyList<string> touched)
{
    private readonly Dictionary<string, IReadOnlyList<ProtoElement>> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptorProto> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ILookup<string, ProtoElement>> _children = new(StringComparer.Ordinal);
    private ILookup<string, ProtoElement>? _byName;

    public IReadOnlyList<ProtoElement> In(string file)
    {
        if (!_byFile.TryGetValue(file, out var elements))
        {
            _byFile[file] = elements = File(file) is { } descriptor ? ElementWalk.Of(descriptor, new Lazy<SourceSpans>(() => new SourceSpans(image.Find(file)!.DecodeSourceInfo()))) : [];
        }

        return elements;
    }

    public FileDescriptorProto? File(string name)
    {
        if (!_files.TryGetValue(name, out var file) && image.Find(name) is { } found)
        {
            _files[name] = file = found.DecodeContract();
        }

        return file;
    }

    public string? Package(string file) => image.Find(file)?.Package;

    public IEnumerable<ProtoElement> All() => touched.SelectMany(In);

    public ProtoElement? Find(ElementKind kind, string fullName)
    {
        _byName ??= All().ToLookup(element => element.FullName, StringComparer.Ordinal);
        return _byName[fullName].FirstOrDefault(element => element.Kind == kind);
    }

    /// <summary>What a message, an enum or a service holds under a number or a name.</summary>
    public ProtoElement? Child(ProtoElement parent, ElementKind kind, Func<ProtoElement, bool> matches) =>
        Children(parent).FirstOrDefault(element => element.Kind == kind && matches(element));

    private IEnumerable<ProtoElement> Children(ProtoElement parent)
    {
        if (!_children.TryGetValue(parent.File, out var children))
        {
            _children[parent.File] = children = In(parent.File).Where(element => element.Parent is not null)
                .ToLookup(element => element.Parent!.Path, StringComparer.Ordinal);
        }

        return children[parent.Path];
    }

    /// <summary>The innermost element of that kind and name around a position, else the first one of that name.</summary>
    /// <param name="name">Null for any.</param>
    public ProtoElement? Around(string file, ElementKind kind, string? name, int line, int column, Func<ProtoElement, bool>? matches = null)
    {
        var candidates = In(file).Where(element => element.Kind == kind && (name is null || element.Name == name) && (matches?.Invoke(element) ?? true)).ToArray();
        return candidates.Where(element => element.Place?.Contains(line, column) ?? false)
                .OrderBy(element => element.Place!.Value.Lines).ThenByDescending(element => element.Span is not null).FirstOrDefault()
            ?? (name is null ? null : candidates.FirstOrDefault());
    }
}
