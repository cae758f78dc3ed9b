using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling;

/// <summary>What the contracts say, with every decision made: built once from the image, and all that a template ever sees.</summary>
/// <param name="Packages">Packages that hold at least one generated file, ordered by name (ordinal).</param>
public sealed record Contract(IReadOnlyList<ProtoPackage> Packages)
{
    /// <summary>All services that are generated, by package and then in the order of their files and declarations.</summary>
    public IEnumerable<ServiceType> Services => Packages.SelectMany(package => package.Services);

    /// <summary>Those of them that get a server.</summary>
    public IEnumerable<ServiceType> ServedServices => Services.Where(service => service.HasServer);

    /// <summary>Every message that some method's default stores or reads, once, ordered by full name.</summary>
    public IReadOnlyList<Resource> Resources { get; init; } = [];

    /// <summary>Its own files and all that they import, through any number of files.</summary>
    public IReadOnlyList<ProtoFile> Files { get; init; } = [];

    /// <summary>What is wrong with what the project says of its defaults.</summary>
    public IReadOnlyList<Diagnostic> Findings { get; init; } = [];
}

/// <summary>A proto package (<c>ecommerce.v1</c>; empty for files without one) and what is generated for it.</summary>
public sealed record ProtoPackage(string Name)
{
    /// <summary>Its generated files, ordered by path (ordinal).</summary>
    public IReadOnlyList<ProtoFile> Files { get; init; } = [];

    public IEnumerable<ServiceType> Services => Files.SelectMany(file => file.Services);

    /// <summary>The name's segments; none for the empty package.</summary>
    public IReadOnlyList<string> Segments => Name.Length == 0 ? [] : Name.Split('.');

    public override string ToString() => Name;
}

/// <summary>Where an element stands, as a reader would look for it.</summary>
/// <param name="File">The proto's path inside its root (<c>ecommerce/v1/product_service.proto</c>).</param>
/// <param name="Line">From 1; 0 when the image has no source info for the element.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record Location(string File, int Line, int Column)
{
    /// <summary>The same for a diagnostic, whose file is still an import path.</summary>
    public SourceSpan ToSpan() => new(File, Line, Column);
}

/// <summary>What every element of a contract has.</summary>
public abstract class Element
{
    /// <summary>The name as the contract writes it.</summary>
    public required string Name { get; init; }

    /// <summary>The name with its package and parents (<c>ecommerce.v1.Product.Status</c>).</summary>
    public required string FullName { get; init; }

    public required ProtoFile File { get; init; }

    public Location Location
    {
        get => field ??= Details?.Location ?? new Location(File.Path, 0, 0);
        init;
    }

    /// <summary>The leading comment's lines, without comment marks and outer blank lines; text, never markup.</summary>
    public IReadOnlyList<string> Comment
    {
        get => field ??= Details?.Comment ?? [];
        init;
    }

    /// <summary>The comment behind the declaration, on its line or below it, as lines of text.</summary>
    public IReadOnlyList<string> TrailingComment => Details?.TrailingComment ?? [];

    public bool Deprecated => Details?.Deprecated ?? false;

    /// <summary>Every option that the contract sets on it, custom ones too, by number.</summary>
    public IReadOnlyList<ElementOption> Options => Details?.Options ?? [];

    /// <summary>Null where only names are known.</summary>
    internal IElementDetails? Details { get; init; }

    public override string ToString() => FullName;
}

/// <summary>One option as text.</summary>
/// <param name="Name"><c>deprecated</c>, or a custom option's full name in parentheses.</param>
/// <param name="Value">As protobuf's text format has it, on one line; a list's values in brackets.</param>
public sealed record ElementOption(string Name, string Value);

/// <summary>A folder that import paths start from; both end in <c>/</c>, or are empty for the very folder.</summary>
/// <param name="FromProject">As seen from the project's folder.</param>
/// <param name="FromOutput">As seen from the output folder.</param>
public sealed record FileRoot(string FromProject, string FromOutput);

public sealed class ProtoFile
{
    /// <summary>The path inside its root, with <c>/</c>.</summary>
    public required string Path { get; init; }

    public required string Package { get; init; }

    /// <summary><c>proto2</c>, <c>proto3</c>, or the edition's number (<c>2023</c>).</summary>
    public required string Syntax { get; init; }

    /// <summary>The import paths that it names, in their order.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>The files of these paths.</summary>
    public IReadOnlyList<ProtoFile> ImportedFiles { get; internal set; } = [];

    /// <summary>Where its import path starts, if that is not the first root's folder.</summary>
    public FileRoot? Root { get; internal set; }

    /// <summary>Which sides of its services get more than stubs.</summary>
    public ServiceSides Sides { get; internal set; } = ServiceSides.Both;

    /// <summary>The file option, or the managed default: the package in PascalCase; empty without a package.</summary>
    public required string CsharpNamespace { get; init; }

    /// <summary>The comment above the file's package, or above its syntax; as lines of text.</summary>
    public IReadOnlyList<string> Comment => ReadComment();

    /// <summary>As those of an element.</summary>
    public IReadOnlyList<ElementOption> Options => ReadOptions();

    internal Func<IReadOnlyList<string>> ReadComment { get; init; } = () => [];

    internal Func<IReadOnlyList<ElementOption>> ReadOptions { get; init; } = () => [];

    public IReadOnlyList<MessageType> Messages { get; internal set; } = [];

    public IReadOnlyList<EnumType> Enums { get; internal set; } = [];

    public IReadOnlyList<ServiceType> Services { get; internal set; } = [];

    public override string ToString() => Path;
}

public sealed class MessageType : Element
{
    /// <summary>The message that it is nested in.</summary>
    public MessageType? Parent { get; init; }

    /// <summary>Its <c>google.api.resource</c>; null without one.</summary>
    public ResourceAnnotation? Resource { get; init; }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<Field> Fields { get; internal set; } = [];

    /// <summary>The messages nested in it, in the order of their declarations; the entries of maps are no messages.</summary>
    public IReadOnlyList<MessageType> Messages { get; internal set; } = [];

    public IReadOnlyList<EnumType> Enums { get; internal set; } = [];

    /// <summary>In the order of their declarations, without the synthetic ones of <c>optional</c>.</summary>
    public IReadOnlyList<Oneof> Oneofs { get; internal set; } = [];

    /// <summary>Numbers, ranges of numbers (<c>9 to 11</c>, <c>100 to max</c>) and names that no field may take.</summary>
    public IReadOnlyList<string> Reserved => ReadReserved();

    internal Func<IReadOnlyList<string>> ReadReserved { get; init; } = () => [];

    public Field? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);
}

/// <summary>A choice of at most one of its fields.</summary>
public sealed class Oneof : Element;

/// <summary>What <c>google.api.resource</c> says of a message; texts are empty where it is silent.</summary>
/// <param name="Patterns">The forms of its names (<c>shelves/{shelf}/books/{book}</c>).</param>
/// <param name="NameField">The field that holds its name.</param>
/// <param name="Plural">Its plural, in camelCase.</param>
/// <param name="Type">The resource's type (<c>library.example.com/Book</c>).</param>
public sealed record ResourceAnnotation(IReadOnlyList<string> Patterns, string NameField, string Plural, string Type = "");

/// <summary>What <c>google.api.resource_reference</c> says of a field; one of the two is empty.</summary>
/// <param name="Type">The type of the resources that it names; <c>*</c> for any.</param>
/// <param name="ChildType">The type of the resources whose parents it names.</param>
public sealed record ResourceReference(string Type, string ChildType);

public sealed class EnumType : Element
{
    public MessageType? Parent { get; init; }

    public IReadOnlyList<EnumValue> Values { get; internal set; } = [];

    /// <summary>As a message's.</summary>
    public IReadOnlyList<string> Reserved => ReadReserved();

    internal Func<IReadOnlyList<string>> ReadReserved { get; init; } = () => [];
}

/// <summary>Its full name stands beside its enum's, as protobuf scopes it (<c>ecommerce.v1.Product.STATUS_ACTIVE</c>).</summary>
public sealed class EnumValue : Element
{
    public required int Number { get; init; }
}

/// <summary>A field's type, under the names that descriptor.proto gives them.</summary>
public enum FieldKind
{
    Double, Float, Int64, Uint64, Int32, Fixed64, Fixed32, Bool, String, Group, Message, Bytes, Uint32, Enum, Sfixed32, Sfixed64, Sint32, Sint64,
}

/// <summary>The values of <c>google.api.field_behavior</c>.</summary>
public enum FieldBehavior
{
    Unspecified, Optional, Required, OutputOnly, InputOnly, Immutable, UnorderedList, NonEmptyDefault, Identifier,
}

public sealed class Field : Element
{
    public required string JsonName { get; init; }

    public required int Number { get; init; }

    public required FieldKind Kind { get; init; }

    /// <summary>The message that has it; null for the key and the value of a map.</summary>
    public MessageType? Parent { get; init; }

    /// <summary>A list; false for a map.</summary>
    public bool IsRepeated { get; init; }

    public bool IsMap { get; init; }

    /// <summary>The key of a map.</summary>
    public Field? MapKey { get; init; }

    /// <summary>The value of a map.</summary>
    public Field? MapValue { get; init; }

    /// <summary>Unset and default can be told apart (messages, proto2, <c>optional</c>, oneof members).</summary>
    public bool HasPresence { get; init; }

    /// <summary>proto2's <c>required</c>: without it the message cannot be read at all.</summary>
    public bool IsRequired { get; init; }

    /// <summary>proto2's and editions' <c>default</c>, as text; null without one.</summary>
    public string? Default => ReadDefault();

    internal Func<string?> ReadDefault { get; init; } = () => null;

    /// <summary>The name of its oneof; null outside one, and for the synthetic one of <c>optional</c>.</summary>
    public string? Oneof { get; init; }

    /// <summary>The type of a message or group field; null for a map.</summary>
    public MessageType? Message { get; init; }

    /// <summary>The type of an enum field.</summary>
    public EnumType? Enum { get; init; }

    /// <summary>Its <c>google.api.field_behavior</c>.</summary>
    public IReadOnlyList<FieldBehavior> Behaviors => field ??= ReadBehaviors();

    internal Func<IReadOnlyList<FieldBehavior>> ReadBehaviors { get; init; } = () => [];

    /// <summary>Its <c>google.api.resource_reference</c>; null without one.</summary>
    public ResourceReference? Reference => ReadReference();

    internal Func<ResourceReference?> ReadReference { get; init; } = () => null;

    public bool IsSingular => !IsRepeated && !IsMap;

    public bool IsNumeric => Kind is FieldKind.Double or FieldKind.Float || IsInteger;

    public bool IsInteger => Kind is FieldKind.Int64 or FieldKind.Uint64 or FieldKind.Int32 or FieldKind.Fixed64 or FieldKind.Fixed32
        or FieldKind.Uint32 or FieldKind.Sfixed32 or FieldKind.Sfixed64 or FieldKind.Sint32 or FieldKind.Sint64;
}

public sealed class ServiceType : Element
{
    public bool HasServer => File.Sides.HasFlag(ServiceSides.Server);

    public bool HasClient => File.Sides.HasFlag(ServiceSides.Client);

    public IReadOnlyList<Method> Methods { get; internal set; } = [];
}

public enum MethodKind
{
    Unary, ServerStream, ClientStream, Bidi,
}

/// <summary>The values of <c>idempotency_level</c>.</summary>
public enum Idempotency
{
    Unknown, NoSideEffects, Idempotent,
}

/// <summary>Whether a call that found no server may be made again.</summary>
public enum MethodRetry
{
    /// <summary>It may have been done, and must not be done twice.</summary>
    Never,

    /// <summary>However often it is done, it is the same.</summary>
    Always,

    /// <summary>It carries a request id; that holds as long as all servers know it.</summary>
    ByRequestId,
}

/// <summary>One way to call a method over HTTP; texts are empty where the contract is silent.</summary>
/// <param name="Verb"><c>GET</c>, or a custom one.</param>
/// <param name="Path">The template (<c>/v1/{name=shelves/*}</c>).</param>
/// <param name="Body">The request's field that is the body; <c>*</c> for all that the path does not hold.</param>
/// <param name="ResponseBody">The answer's field that is the body.</param>
public sealed record HttpBinding(string Verb, string Path, string Body, string ResponseBody);

public sealed class Method : Element
{
    public required ServiceType Service { get; init; }

    /// <summary><c>pkg.S/Method</c>, as in service.json, metrics and the access log.</summary>
    public string Path => Service.FullName + "/" + Name;

    public required MethodKind Kind { get; init; }

    public required MessageType Request { get; init; }

    public required MessageType Response { get; init; }

    public Idempotency Idempotency { get; init; }

    /// <summary>Its <c>google.api.http</c>: the binding itself, then the additional ones.</summary>
    public IReadOnlyList<HttpBinding> Http { get; init; } = [];

    /// <summary>What the generated default does.</summary>
    public Plan Plan { get; internal set; } = new UnimplementedPlan("no convention fits");

    /// <summary>Whether its calls may be made again: what only reads, what the contract calls idempotent, and what carries a request id.</summary>
    public MethodRetry Retry =>
        Idempotency != Idempotency.Unknown || Plan is GetPlan or ListPlan or BatchGetPlan or WatchPlan ? MethodRetry.Always
        : Plan is WritePlan { RequestId: not null } ? MethodRetry.ByRequestId
        : MethodRetry.Never;
}
