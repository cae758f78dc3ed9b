using System.Globalization;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>
/// What the templates of the documentation call, each public method under its name in snake_case: text that is safe in
/// Markdown, links that lead somewhere, and samples. What is said, and where, stands in the templates.
/// </summary>
/// <param name="contract">All that is documented.</param>
/// <param name="protoRoot">The folder that import paths start from, as seen from the project's: <c>proto/</c>.</param>
/// <param name="protoRootFromOutput">The same as seen from the output folder.</param>
/// <param name="image">The compiled contract, as seen from the project's folder.</param>
/// <param name="hasServer">Methods have defaults.</param>
public sealed class ApiDocs(Contract contract, string protoRoot, string protoRootFromOutput, string image, bool hasServer)
{
    /// <summary>What is told in words wherever it is set, and so needs no second line.</summary>
    private static readonly HashSet<string> s_told = new(StringComparer.Ordinal)
    {
        "deprecated", "idempotency_level", "(google.api.field_behavior)", "(google.api.http)", "(google.api.resource_reference)",
    };

    private readonly DocPages _pages = new(contract);
    private readonly ResourceTypes _types = new(contract);

    /// <summary>The name of a package's page, without its folder.</summary>
    public string Page(ProtoPackage package) => _pages.PageOf(package.Name);

    /// <summary>The id of an element's place.</summary>
    public static string Anchor(Element element) => element.FullName;

    /// <summary>A package by its name, as a heading or a link shows it.</summary>
    public static string PackageTitle(ProtoPackage package) => package.Name.Length == 0 ? "Files without a package" : MarkdownText.Inline(package.Name);

    /// <summary>A link to a package's section.</summary>
    /// <param name="here">The name of the page that the link stands on; empty for api.md.</param>
    public string PackageLink(string here, ProtoPackage package) => $"[{PackageTitle(package)}]({_pages.Href(here, package.Name, DocPages.PackageAnchor(package.Name))})";

    /// <summary>The id of a package's section.</summary>
    public static string PackageAnchor(ProtoPackage package) => DocPages.PackageAnchor(package.Name);

    /// <summary>A link to an element: to its section, to protobuf's or Google's own page, or none where nothing is written on it.</summary>
    public string Link(string here, Element element)
    {
        var href = _pages.Has(element) ? _pages.Href(here, element.File.Package, element.FullName) : PublicDocs.Of(element);
        var name = MarkdownText.Inline(element is Method or ServiceType ? element.Name : _pages.Has(element) ? ShortName(element) : element.FullName);
        return href is null ? MarkdownText.Code(element.FullName) : $"[{name}]({href})";
    }

    /// <summary>A field's type, with what stands before it.</summary>
    public string Type(string here, Field field) => field switch
    {
        { IsMap: true } => $"map of {One(here, field.MapKey!)} to {One(here, field.MapValue!)}",
        { IsRepeated: true } => "repeated " + One(here, field),
        { Kind: FieldKind.Group } => "group " + One(here, field),
        { IsRequired: true } => "required " + One(here, field),
        { HasPresence: true, Message: null, Oneof: null } => "optional " + One(here, field),
        _ => One(here, field),
    };

    /// <summary>Where an element stands, as a link into the proto.</summary>
    public string Source(string here, Element element) => SourceLink(here, element.File, element.Location.Line);

    /// <summary>The proto itself.</summary>
    public string FileSource(string here, ProtoFile file) => SourceLink(here, file, 0);

    /// <summary>A name, as text.</summary>
    public static string Name(string name) => MarkdownText.Inline(name);

    /// <summary>Text in a code font.</summary>
    public static string Code(string text) => MarkdownText.Code(text);

    /// <summary>An element's comments as paragraphs.</summary>
    public static string Comment(Element element) => MarkdownText.Block(Lines(element));

    /// <summary>A file's comment on one line.</summary>
    public static string FileComment(ProtoFile file) => MarkdownText.Cell(file.Comment);

    /// <summary>An element's comments for a cell.</summary>
    public static string CellComment(Element element) => MarkdownText.Cell(Lines(element));

    /// <summary>The options that are not told in words.</summary>
    public static IReadOnlyList<ElementOption> Options(Element element) => [.. element.Options.Where(option => !s_told.Contains(option.Name))];

    /// <summary>The name in JSON where the contract says another one than protobuf would; empty elsewhere.</summary>
    public static string OwnJsonName(Field field) => field.JsonName == DefaultJsonName(field.Name) ? "" : field.JsonName;

    /// <summary>The message that a reference names, as a link; its type as text where the contract does not declare it.</summary>
    public string Resource(string here, string type) => _types.Find(type) is { } message ? $"{Link(here, message)} ({MarkdownText.Code(type)})" : MarkdownText.Code(type);

    /// <summary>The messages of a package, nested ones after those that they lie in, in the order of files and declarations.</summary>
    public static IReadOnlyList<MessageType> Messages(ProtoPackage package) => [.. package.Files.SelectMany(file => file.Messages).SelectMany(WithNested)];

    /// <summary>The same for enums: a file's own, then those inside its messages.</summary>
    public static IReadOnlyList<EnumType> Enums(ProtoPackage package) =>
        [.. package.Files.SelectMany(file => file.Enums.Concat(file.Messages.SelectMany(WithNested).SelectMany(message => message.Enums)))];

    /// <summary>The name inside its package.</summary>
    public static string ShortName(Element element) =>
        element.File.Package.Length == 0 ? element.FullName : element.FullName[(element.File.Package.Length + 1)..];

    /// <summary>What the default does with the request's fields.</summary>
    public IReadOnlyList<FieldUse> Uses(Method method) => hasServer ? FieldUses.Of(method.Plan) : [];

    /// <summary>A valid request.</summary>
    public string Sample(Method method) => RequestSample.Of(method, _types, hasServer).Indented;

    /// <summary>The same on one line, as a shell's argument.</summary>
    public string SampleArgument(Method method) => ShellText.Argument(RequestSample.Of(method, _types, hasServer).Line);

    /// <summary>The compiled contract, as a shell's argument.</summary>
    public string Schema() => ShellText.Argument(image);

    /// <summary>A path, as a shell's argument.</summary>
    public static string ShellPath(string path) => ShellText.Argument(path);

    private static IEnumerable<MessageType> WithNested(MessageType message) => message.Messages.SelectMany(WithNested).Prepend(message);

    private static IReadOnlyList<string> Lines(Element element) => element.TrailingComment.Count == 0 ? element.Comment
        : element.Comment.Count == 0 ? element.TrailingComment
        : [.. element.Comment, "", .. element.TrailingComment];

    /// <summary>As protoc makes it: a letter behind an underscore becomes upper case, underscores go.</summary>
    private static string DefaultJsonName(string name)
    {
        var parts = name.Split('_');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }

    private string One(string here, Field field) => field switch
    {
        { Message: { } message } => Link(here, message),
        { Enum: { } type } => Link(here, type),
        _ => MarkdownText.Code(field.Kind.ToString().ToLowerInvariant()),
    };

    private string SourceLink(string here, ProtoFile file, int line)
    {
        var place = line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{line}") : "";
        var fragment = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"#L{line}") : "";
        var path = string.Join('/', ((file.Root?.FromOutput ?? protoRootFromOutput) + file.Path).Split('/').Select(Uri.EscapeDataString));
        return $"[{MarkdownText.Code((file.Root?.FromProject ?? protoRoot) + file.Path + place)}]({DocPages.ToOutputFolder(here)}{path}{fragment})";
    }
}
