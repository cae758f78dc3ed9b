using System.Runtime.CompilerServices;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Languages;

/// <summary>The C# names of the model's messages, worked out once for each.</summary>
internal static class CSharpClasses
{
    private static readonly ConditionalWeakTable<MessageType, ClassNames> s_names = [];
    private static readonly ConditionalWeakTable<ProtoFile, HashSet<string>> s_namespaces = [];

    /// <summary>Without an <c>@</c>, which a keyword needs.</summary>
    public static string Class(MessageType message) => Of(message).Class;

    /// <summary>The class of a service's stubs.</summary>
    public static string Class(ServiceType service) => CSharpGenerator.ServiceClass(service.Name, IsNamespace(service));

    public static string Class(EnumType type) => CSharpGenerator.EnumName(
        type.Name, type.Parent is not null, type.Parent is null && IsNamespace(type), (type.Parent is { } parent ? Declared(parent) : Declared(type.File)).ToHashSet(StringComparer.Ordinal));

    public static string Property(Field field) =>
        field.Parent is { } message ? Of(message).Property(field.Name) : CSharpGenerator.PropertyName(field.Name, "");

    /// <summary>See <see cref="FieldShape"/>.</summary>
    public static bool HasMethods(Field field) => field.HasPresence && field.Kind != FieldKind.Message;

    private static ClassNames Of(MessageType message) => s_names.GetValue(message, static message => ClassNames.Of(Shape(message)));

    /// <summary>See <see cref="CSharpNamespaces"/>.</summary>
    private static bool IsNamespace(Element element) =>
        s_namespaces.GetValue(element.File, Reached).Contains(CSharpNamespaces.TypeName(element.File.CsharpNamespace, element.Name));

    private static HashSet<string> Reached(ProtoFile file)
    {
        var found = new HashSet<ProtoFile>();
        var waiting = new Stack<ProtoFile>([file]);
        while (waiting.TryPop(out var next))
        {
            if (found.Add(next))
            {
                foreach (var imported in next.ImportedFiles)
                {
                    waiting.Push(imported);
                }
            }
        }

        return CSharpNamespaces.WithOuter(found.Select(next => next.CsharpNamespace).Distinct(StringComparer.Ordinal));
    }

    private static MessageShape Shape(MessageType message) => new(
        message.Name,
        message.Parent is not null,
        message.Parent is null && IsNamespace(message),
        message.Messages.Count + message.Enums.Count > 0,
        [.. message.Fields.Select(field => new FieldShape(field.Name, Group(field), HasMethods(field)))],
        [.. message.Oneofs.Select(oneof => oneof.Name)],
        (message.Parent is { } parent ? Declared(parent) : Declared(message.File)).ToHashSet(StringComparer.Ordinal));

    /// <summary>A group carries its message's name in lower case; what an edition only sends like one has a name of its own.</summary>
    private static string? Group(Field field) => field.Kind == FieldKind.Group && field.Message!.Parent == field.Parent
        && field.Message.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase) ? field.Message.Name : null;

    private static IEnumerable<string> Declared(ProtoFile file) =>
        [.. file.Messages.Select(message => message.Name), .. file.Services.Select(service => service.Name), .. file.Enums.SelectMany(Declared)];

    private static IEnumerable<string> Declared(MessageType message) =>
    [
        .. message.Messages.Select(nested => nested.Name), .. message.Enums.SelectMany(Declared),
        .. message.Fields.Select(field => field.Name), .. message.Oneofs.Select(oneof => oneof.Name),
    ];

    private static IEnumerable<string> Declared(EnumType type) => type.Values.Select(value => value.Name).Prepend(type.Name);
}
