using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>Finds the names of an image that protoc's C# generators must not see, and what they see in their place.</summary>
internal sealed class StandInPlan
{
    private readonly Image _image;
    private readonly CSharpNamespaces _namespaces;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldStandIn> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    private StandInPlan(Image image) => (_image, _namespaces) = (image, new CSharpNamespaces(image));

    /// <summary>The stand-ins, by full name; each with a dot before it.</summary>
    public IReadOnlyDictionary<string, string> Names => _names;

    /// <summary>What comes of the stand-ins of fields, by these.</summary>
    public IReadOnlyDictionary<string, FieldStandIn> Fields => _fields;

    /// <summary>The import paths of the files that declare them.</summary>
    public IReadOnlySet<string> Files => _files;

    public static StandInPlan Of(Image image)
    {
        var plan = new StandInPlan(image);
        foreach (var file in image.Files.Where(file => DeclaredNames.MayNeedStandIns(file, type => plan._namespaces.MayBe(file.Name, type))))
        {
            var before = plan._names.Count;
            plan.Add(file.DecodeContract());
            if (plan._names.Count > before)
            {
                plan._files.Add(file.Name);
            }
        }

        return plan;
    }

    private void Add(FileDescriptorProto file)
    {
        var scope = file.Package.Length == 0 ? "" : "." + file.Package;
        var beside = DescriptorShapes.Declared(file);
        foreach (var message in file.MessageType)
        {
            Add(file, message, new Scope(scope, scope), beside);
        }

        foreach (var type in file.EnumType)
        {
            Add(new Scope(scope, scope), type.Name, StandIn.OfKeyword(CSharpGenerator.EnumName(type.Name, isNested: false, _namespaces.IsReached(file.Name, type.Name), beside)));
        }

        foreach (var service in file.Service)
        {
            var inner = Add(new Scope(scope, scope), service.Name, StandIn.OfService(service.Name, CSharpGenerator.ServiceClass(service.Name, _namespaces.IsReached(file.Name, service.Name))));
            foreach (var method in service.Method)
            {
                Add(inner, method.Name, StandIn.OfKeyword(method.Name));
            }
        }
    }

    private void Add(FileDescriptorProto file, DescriptorProto message, Scope scope, IReadOnlySet<string> beside, bool isNested = false)
    {
        var names = ClassNames.Of(DescriptorShapes.Of(file, message, isNested, !isNested && _namespaces.IsReached(file.Name, message.Name), beside));
        var inner = Add(scope, message.Name, isNested || names.Class == message.Name || !IsTaken(file, names.Class) ? StandIn.OfKeyword(names.Class) : message.Name);
        var within = DescriptorShapes.Declared(message);
        foreach (var nested in message.NestedType)
        {
            if (nested.Options?.MapEntry == true)
            {
                // Its map refers to it, and protoc wants its name as it makes it of the map's.
                Add(inner, nested.Name, nested.Name);
            }
            else
            {
                Add(file, nested, inner, within, isNested: true);
            }
        }

        foreach (var type in message.EnumType)
        {
            Add(inner, type.Name, StandIn.OfKeyword(CSharpGenerator.EnumName(type.Name, isNested: true, isNamespace: false, within)));
        }

        foreach (var field in message.Field)
        {
            Add(inner, field.Name, StandInOf(file, message, field, names));
        }
    }

    private string StandInOf(FileDescriptorProto file, DescriptorProto message, FieldDescriptorProto field, ClassNames names)
    {
        // A group's field follows its message, in lower case.
        if (DescriptorShapes.Group(file, message, field) is { } group)
        {
            var standIn = _names.GetValueOrDefault(field.TypeName, field.TypeName).Split('.')[^1];
            return standIn == group ? field.Name : standIn.ToLowerInvariant();
        }

        var property = names.Property(field.Name);
        if (property == CSharpGenerator.PropertyName(field.Name, names.Class))
        {
            return field.Name;
        }

        var word = StandIn.OfField(_fields.Count);
        _fields[word] = new FieldStandIn(field.Name, property);
        return word;
    }

    /// <summary>Another file of the package has it: protoc would take it for declared twice, where an error tells of it (GRPC4020).</summary>
    private bool IsTaken(FileDescriptorProto file, string name) =>
        _image.Files.Any(other => other.Package == file.Package && other.Name != file.Name && DescriptorShapes.Declared(other.DecodeContract()).Contains(name));

    private Scope Add(Scope scope, string name, string standIn)
    {
        var inner = new Scope($"{scope.Name}.{name}", $"{scope.StandIn}.{standIn}");
        if (inner.Name != inner.StandIn)
        {
            _names[inner.Name] = inner.StandIn;
        }

        return inner;
    }

    private readonly record struct Scope(string Name, string StandIn);
}
