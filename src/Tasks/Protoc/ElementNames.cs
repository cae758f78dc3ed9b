using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>Other names for elements of contracts, and the way back.</summary>
/// <param name="names">Full names to full names, each with a dot before it (<c>.shop.v1.Parser</c>).</param>
internal sealed class ElementNames(IReadOnlyDictionary<string, string> names)
{
    public ElementNames Reversed() => new(names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal));

    /// <summary>Renames what the file declares, and what it refers to.</summary>
    public void Apply(FileDescriptorProto file)
    {
        var scope = file.Package.Length == 0 ? "" : "." + file.Package;
        foreach (var message in file.MessageType)
        {
            Apply(message, scope);
        }

        Apply(file.EnumType, scope);
        Apply(file.Extension, scope);
        foreach (var service in file.Service)
        {
            foreach (var method in service.Method)
            {
                method.Name = Declared($"{scope}.{service.Name}.{method.Name}");
                (method.InputType, method.OutputType) = (Reference(method.InputType), Reference(method.OutputType));
            }

            service.Name = Declared($"{scope}.{service.Name}");
        }
    }

    private void Apply(DescriptorProto message, string scope)
    {
        var full = $"{scope}.{message.Name}";
        foreach (var nested in message.NestedType)
        {
            Apply(nested, full);
        }

        Apply(message.EnumType, full);
        Apply(message.Field, full);
        Apply(message.Extension, full);
        message.Name = Declared(full);
    }

    private void Apply(IEnumerable<EnumDescriptorProto> types, string scope)
    {
        foreach (var type in types)
        {
            type.Name = Declared($"{scope}.{type.Name}");
        }
    }

    private void Apply(IEnumerable<FieldDescriptorProto> fields, string scope)
    {
        foreach (var field in fields)
        {
            field.Name = Declared($"{scope}.{field.Name}");
            if (field.HasTypeName)
            {
                field.TypeName = Reference(field.TypeName);
            }

            if (field.HasExtendee)
            {
                field.Extendee = Reference(field.Extendee);
            }
        }
    }

    private string Declared(string full)
    {
        var renamed = Reference(full);
        return renamed[(renamed.LastIndexOf('.') + 1)..];
    }

    private string Reference(string name) => names.GetValueOrDefault(name, name);
}
