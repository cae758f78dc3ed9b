using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What a descriptor and its file's source info say of an element.</summary>
internal sealed class DescriptorDetails(DescriptorBase descriptor, SourceInfo source, OptionText text) : IElementDetails
{
    public Location Location => source.LocationOf(PathOf(descriptor));

    public IReadOnlyList<string> Comment => source.CommentOf(PathOf(descriptor));

    public IReadOnlyList<string> TrailingComment => source.TrailingCommentOf(PathOf(descriptor));

    public bool Deprecated => descriptor switch
    {
        MessageDescriptor message => message.GetOptions()?.Deprecated,
        FieldDescriptor member => member.GetOptions()?.Deprecated,
        EnumDescriptor type => type.GetOptions()?.Deprecated,
        EnumValueDescriptor value => value.GetOptions()?.Deprecated,
        ServiceDescriptor service => service.GetOptions()?.Deprecated,
        MethodDescriptor method => method.GetOptions()?.Deprecated,
        _ => false,
    } ?? false;

    public IReadOnlyList<ElementOption> Options => text.Read(descriptor switch
    {
        MessageDescriptor message => message.GetOptions(),
        FieldDescriptor member => member.GetOptions(),
        OneofDescriptor oneof => oneof.GetOptions(),
        EnumDescriptor type => type.GetOptions(),
        EnumValueDescriptor value => value.GetOptions(),
        ServiceDescriptor service => service.GetOptions(),
        MethodDescriptor method => method.GetOptions(),
        _ => (IMessage?)null,
    });

    private static string PathOf(DescriptorBase descriptor) => descriptor switch
    {
        MessageDescriptor { ContainingType: { } parent } message => PathOf(parent) + SourceInfo.Step(DescriptorProto.NestedTypeFieldNumber, message.Index),
        MessageDescriptor message => SourceInfo.Step(FileDescriptorProto.MessageTypeFieldNumber, message.Index),
        FieldDescriptor field => PathOf(field.ContainingType) + SourceInfo.Step(DescriptorProto.FieldFieldNumber, field.Index),
        OneofDescriptor oneof => PathOf(oneof.ContainingType) + SourceInfo.Step(DescriptorProto.OneofDeclFieldNumber, oneof.Index),
        EnumDescriptor { ContainingType: { } parent } type => PathOf(parent) + SourceInfo.Step(DescriptorProto.EnumTypeFieldNumber, type.Index),
        EnumDescriptor type => SourceInfo.Step(FileDescriptorProto.EnumTypeFieldNumber, type.Index),
        EnumValueDescriptor value => PathOf(value.EnumDescriptor) + SourceInfo.Step(EnumDescriptorProto.ValueFieldNumber, value.Index),
        ServiceDescriptor service => SourceInfo.Step(FileDescriptorProto.ServiceFieldNumber, service.Index),
        MethodDescriptor method => PathOf(method.Service) + SourceInfo.Step(ServiceDescriptorProto.MethodFieldNumber, method.Index),
        _ => throw new ArgumentOutOfRangeException(nameof(descriptor), descriptor, null),
    };
}
