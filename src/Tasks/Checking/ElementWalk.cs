using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Everything that a file declares, outer before inner, in the order of the text within a kind.</summary>
internal sealed class ElementWalk
{
    private readonly FileDescriptorProto _file;
    private readonly Lazy<SourceSpans> _spans;
    private readonly List<ProtoElement> _elements = [];

    private ElementWalk(FileDescriptorProto file, Lazy<SourceSpans> spans)
    {
        _file = file;
        _spans = spans;
        AddMessages(file.MessageType, FileDescriptorProto.MessageTypeFieldNumber, "", null);
        AddEnums(file.EnumType, FileDescriptorProto.EnumTypeFieldNumber, "", null);
        AddFields(file.Extension, ElementKind.Extension, FileDescriptorProto.ExtensionFieldNumber, "", null);
        for (var index = 0; index < file.Service.Count; index++)
        {
            var service = Add(ElementKind.Service, file.Service[index].Name, 0, null, At("", FileDescriptorProto.ServiceFieldNumber, index), file.Service[index]);
            for (var method = 0; method < file.Service[index].Method.Count; method++)
            {
                var path = At(At("", FileDescriptorProto.ServiceFieldNumber, index), ServiceDescriptorProto.MethodFieldNumber, method);
                Add(ElementKind.Method, file.Service[index].Method[method].Name, 0, service, path, file.Service[index].Method[method]);
            }
        }
    }

    public static IReadOnlyList<ProtoElement> Of(FileDescriptorProto file, Lazy<SourceSpans> spans) => new ElementWalk(file, spans)._elements;

    private void AddMessages(RepeatedField<DescriptorProto> messages, int field, string prefix, ProtoElement? parent)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var path = At(prefix, field, index);
            var message = Add(ElementKind.Message, messages[index].Name, 0, parent, path, messages[index]);
            AddFields(messages[index].Field, ElementKind.Field, DescriptorProto.FieldFieldNumber, path, message);
            for (var oneof = 0; oneof < messages[index].OneofDecl.Count; oneof++)
            {
                var declared = messages[index].OneofDecl[oneof];
                Add(ElementKind.Oneof, declared.Name, 0, message, At(path, DescriptorProto.OneofDeclFieldNumber, oneof), declared);
            }

            AddMessages(messages[index].NestedType, DescriptorProto.NestedTypeFieldNumber, path, message);
            AddEnums(messages[index].EnumType, DescriptorProto.EnumTypeFieldNumber, path, message);
            AddFields(messages[index].Extension, ElementKind.Extension, DescriptorProto.ExtensionFieldNumber, path, message);
        }
    }

    private void AddFields(RepeatedField<FieldDescriptorProto> fields, ElementKind kind, int field, string prefix, ProtoElement? parent)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            Add(kind, fields[index].Name, fields[index].Number, parent, At(prefix, field, index), fields[index]);
        }
    }

    private void AddEnums(RepeatedField<EnumDescriptorProto> enums, int field, string prefix, ProtoElement? parent)
    {
        for (var index = 0; index < enums.Count; index++)
        {
            var path = At(prefix, field, index);
            var type = Add(ElementKind.Enum, enums[index].Name, 0, parent, path, enums[index]);
            for (var value = 0; value < enums[index].Value.Count; value++)
            {
                var declared = enums[index].Value[value];
                Add(ElementKind.EnumValue, declared.Name, declared.Number, type, At(path, EnumDescriptorProto.ValueFieldNumber, value), declared);
            }
        }
    }

    private ProtoElement Add(ElementKind kind, string name, int number, ProtoElement? parent, string path, IMessage descriptor)
    {
        var scope = parent?.FullName ?? _file.Package;
        var element = new ProtoElement(
            kind, scope.Length == 0 ? name : $"{scope}.{name}", name, number, parent, _file.Name, path, _spans, descriptor);
        _elements.Add(element);
        return element;
    }

    private static string At(string prefix, int field, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{field}/{index}");
}
