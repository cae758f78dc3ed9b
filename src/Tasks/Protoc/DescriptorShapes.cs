using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>Reads <see cref="MessageShape"/>s from a file that is decoded and not linked.</summary>
internal static class DescriptorShapes
{
    /// <param name="isNested">It lies in another message.</param>
    /// <param name="isNamespace">See <see cref="CSharpNamespaces"/>.</param>
    /// <param name="beside">What <see cref="Declared(FileDescriptorProto)"/> says of its file, or of the message around it.</param>
    public static MessageShape Of(FileDescriptorProto file, DescriptorProto message, bool isNested, bool isNamespace, IReadOnlySet<string> beside) => new(
        message.Name,
        isNested,
        isNamespace,
        message.EnumType.Count > 0 || message.NestedType.Any(nested => nested.Options?.MapEntry != true),
        [.. message.Field.Select(field => Of(file, message, field))],
        [.. Oneofs(message).Select(oneof => oneof.Name)],
        beside);

    /// <summary>The names that a file declares outside of its messages.</summary>
    public static IReadOnlySet<string> Declared(FileDescriptorProto file) => new HashSet<string>(
    [
        .. file.MessageType.Select(message => message.Name), .. file.Service.Select(service => service.Name), .. file.EnumType.SelectMany(Declared),
    ],
    StringComparer.Ordinal);

    /// <summary>The names that a message declares.</summary>
    public static IReadOnlySet<string> Declared(DescriptorProto message) => new HashSet<string>(
    [
        .. message.NestedType.Select(nested => nested.Name), .. message.EnumType.SelectMany(Declared),
        .. message.Field.Select(field => field.Name), .. Oneofs(message).Select(oneof => oneof.Name),
    ],
    StringComparer.Ordinal);

    /// <summary>
    /// The name of a group's message, after which its field is called; null for any other field. An edition has groups too: fields that
    /// are delimited on the wire and carry the name of a message beside them.
    /// </summary>
    /// <param name="message">That has the field.</param>
    public static string? Group(FileDescriptorProto file, DescriptorProto message, FieldDescriptorProto field) => IsDelimited(file, field)
        ? message.NestedType.Select(nested => nested.Name).FirstOrDefault(name =>
            name.Equals(field.Name, StringComparison.OrdinalIgnoreCase) && field.TypeName.EndsWith($".{message.Name}.{name}", StringComparison.Ordinal))
        : null;

    private static FieldShape Of(FileDescriptorProto file, DescriptorProto message, FieldDescriptorProto field) =>
        new(field.Name, Group(file, message, field), HasPresence(file, field) && (field.Type != FieldDescriptorProto.Types.Type.Message || IsDelimited(file, field)));

    private static bool HasPresence(FileDescriptorProto file, FieldDescriptorProto field) =>
        field.Label != FieldDescriptorProto.Types.Label.Repeated && (field.HasOneofIndex || IsMessage(field) || file.Syntax switch
        {
            "" or "proto2" => true,
            "proto3" => false,
            _ => Presence(field.Options?.Features, file.Options?.Features) != FeatureSet.Types.FieldPresence.Implicit,
        });

    private static bool IsMessage(FieldDescriptorProto field) => field.Type is FieldDescriptorProto.Types.Type.Message or FieldDescriptorProto.Types.Type.Group;

    private static FeatureSet.Types.FieldPresence Presence(FeatureSet? own, FeatureSet? ofFile) =>
        own is { HasFieldPresence: true } ? own.FieldPresence : ofFile?.FieldPresence ?? FeatureSet.Types.FieldPresence.Unknown;

    private static bool IsDelimited(FileDescriptorProto file, FieldDescriptorProto field)
    {
        var features = field.Options?.Features is { HasMessageEncoding: true } own ? own : file.Options?.Features;
        return field.Type == FieldDescriptorProto.Types.Type.Group
            || (field.Type == FieldDescriptorProto.Types.Type.Message && features?.MessageEncoding == FeatureSet.Types.MessageEncoding.Delimited);
    }

    /// <summary>Those that the contract writes: <c>optional</c> is one of its own, which no generator shows.</summary>
    private static IEnumerable<OneofDescriptorProto> Oneofs(DescriptorProto message)
    {
        var synthetic = message.Field.Where(field => field.Proto3Optional).Select(field => field.OneofIndex).ToHashSet();
        return message.OneofDecl.Where((_, index) => !synthetic.Contains(index));
    }

    /// <summary>An enum's values lie beside it, as protobuf scopes them.</summary>
    private static IEnumerable<string> Declared(EnumDescriptorProto type) => type.Value.Select(value => value.Name).Prepend(type.Name);
}
