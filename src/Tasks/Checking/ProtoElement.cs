using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Checking;

internal enum ElementKind
{
    Message,
    Field,
    Oneof,
    Extension,
    Enum,
    EnumValue,
    Service,
    Method,
}

/// <summary>Something that a file declares.</summary>
/// <param name="FullName">
/// With the package; a value of an enum goes by its enum's name (<c>shop.v1.Color.COLOR_RED</c>), and not beside it as C++ has it.
/// </param>
/// <param name="Number">Of a field, an extension or a value.</param>
/// <param name="Path">As in SourceCodeInfo: <c>/4/0/2/1</c> is the second field of the first message.</param>
/// <param name="Spans">Of the whole file, read when one is asked for.</param>
internal sealed record ProtoElement(
    ElementKind Kind, string FullName, string Name, int Number, ProtoElement? Parent, string File, string Path, Lazy<SourceSpans> Spans, IMessage Descriptor)
{
    /// <summary>Null where the image has no source info for it, as for the message behind a map.</summary>
    public TextSpan? Span => Spans.Value.Find(Path);

    /// <summary>The element's own place, or that of what holds it.</summary>
    public TextSpan? Place => Span ?? Parent?.Place;

    /// <summary>A map field's entry is a message that nobody wrote.</summary>
    public bool IsMapEntry => Descriptor is DescriptorProto { Options.MapEntry: true };

    public bool IsDeprecated => Descriptor switch
    {
        DescriptorProto message => message.Options?.Deprecated ?? false,
        FieldDescriptorProto declared => declared.Options?.Deprecated ?? false,
        EnumDescriptorProto type => type.Options?.Deprecated ?? false,
        EnumValueDescriptorProto value => value.Options?.Deprecated ?? false,
        ServiceDescriptorProto service => service.Options?.Deprecated ?? false,
        MethodDescriptorProto method => method.Options?.Deprecated ?? false,
        _ => false,
    };
}
