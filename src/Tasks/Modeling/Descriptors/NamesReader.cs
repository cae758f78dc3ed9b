using System.Text;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>Reads the names that files declare off their bytes: first every type is declared, then fields and methods are filled in.</summary>
internal sealed class NamesReader
{
    // Field numbers of descriptor.proto; a name is field 1 of each that has one.
    private const int Name = 1;
    private const int FileMessage = 4;
    private const int FileEnum = 5;
    private const int FileService = 6;
    private const int FileSyntax = 12;
    private const int FileEdition = 14;
    private const int MessageField = 2;
    private const int MessageMessage = 3;
    private const int MessageEnum = 4;
    private const int MessageOptions = 7;
    private const int MessageOneof = 8;
    private const int OptionsMapEntry = 7;
    private const int EnumValue = 2;
    private const int ValueNumber = 2;
    private const int FieldNumber = 3;
    private const int FieldLabel = 4;
    private const int FieldType = 5;
    private const int FieldTypeName = 6;
    private const int FieldOneof = 9;
    private const int FieldProto3Optional = 17;
    private const int ServiceMethod = 2;
    private const int MethodInput = 2;
    private const int MethodOutput = 3;
    private const int MethodClientStreams = 5;
    private const int MethodServerStreams = 6;
    private const ulong LabelRepeated = 3;
    private const ulong TypeGroup = 10;
    private const ulong TypeMessage = 11;

    private readonly Dictionary<string, MessageType> _messages = new(StringComparer.Ordinal);
    private readonly List<Action> _waiting = [];

    /// <returns>Its syntax is empty where it has an edition.</returns>
    public ProtoFile Read(ImageFile image)
    {
        var fields = WireFields.ArrayOf(image.Contract);
        var file = new ProtoFile
        {
            Path = image.Name,
            Package = image.Package,
            Imports = image.Dependencies,
            Syntax = Array.Exists(fields, field => field.Number == FileEdition) ? "" : Text(fields, FileSyntax) is { Length: > 0 } syntax ? syntax : "proto2",
            CsharpNamespace = image.CSharpNamespace,
        };
        var declared = new Declared(file, null, image.Package);
        file.Messages = Messages(fields, FileMessage, declared);
        file.Enums = Enums(fields, FileEnum, declared);
        file.Services = [.. Values(fields, FileService).Select(service => Service(service, declared))];
        return file;
    }

    /// <summary>Fills in what refers to types; to be called when all files are read.</summary>
    public void Resolve() => _waiting.ForEach(fill => fill());

    private MessageType[] Messages(WireField[] fields, int number, Declared place) =>
        [.. Values(fields, number).Select(bytes => Message(bytes, place)).OfType<MessageType>()];

    /// <returns>Null for the entry of a map, which is no message of the contract's.</returns>
    private MessageType? Message(ReadOnlyMemory<byte> bytes, Declared place)
    {
        var fields = WireFields.ArrayOf(bytes);
        if (Values(fields, MessageOptions).SelectMany(WireFields.Of).Any(option => option.Number == OptionsMapEntry))
        {
            return null;
        }

        var name = Text(fields, Name);
        var message = new MessageType { Name = name, FullName = place.FullName(name), File = place.File, Parent = place.Parent };
        var inside = place with { Parent = message, Scope = message.FullName };
        message.Messages = Messages(fields, MessageMessage, inside);
        message.Enums = Enums(fields, MessageEnum, inside);
        _messages[message.FullName] = message;
        _waiting.Add(() =>
        {
            message.Fields = Fields(fields, inside);
            message.Oneofs = Oneofs(fields, inside);
        });
        return message;
    }

    private Field[] Fields(WireField[] message, Declared place)
    {
        string[] oneofs = [.. Values(message, MessageOneof).Select(oneof => Text(WireFields.ArrayOf(oneof), Name))];
        return [.. Values(message, MessageField).Select(field => Field(WireFields.ArrayOf(field), oneofs, place))];
    }

    /// <summary>Without those that only say that a field is optional.</summary>
    private static Oneof[] Oneofs(WireField[] message, Declared place)
    {
        var chosen = place.Parent!.Fields.Select(field => field.Oneof).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from oneof in Values(message, MessageOneof)
               let name = Text(WireFields.ArrayOf(oneof), Name)
               where chosen.Contains(name)
               select new Oneof { Name = name, FullName = place.FullName(name), File = place.File },
        ];
    }

    private Field Field(WireField[] fields, string[] oneofs, Declared place)
    {
        var name = Text(fields, Name);
        var (type, repeated) = (Number(fields, FieldType), Number(fields, FieldLabel) == LabelRepeated);
        var oneof = Array.Exists(fields, field => field.Number == FieldOneof) ? oneofs[(int)Number(fields, FieldOneof)] : null;
        var message = type is TypeMessage or TypeGroup ? _messages.GetValueOrDefault(Text(fields, FieldTypeName).TrimStart('.')) : null;
        return new Field
        {
            Name = name,
            FullName = place.FullName(name),
            File = place.File,
            JsonName = "",
            Number = (int)Number(fields, FieldNumber),
            Kind = (FieldKind)(type - 1),
            Parent = place.Parent,
            IsRepeated = repeated && (type != TypeMessage || message is not null),
            IsMap = type == TypeMessage && message is null,
            HasPresence = !repeated && (message is not null || oneof is not null || place.File.Syntax == "proto2"),
            Oneof = Number(fields, FieldProto3Optional) == 0 ? oneof : null,
            Message = message,
        };
    }

    private static EnumType[] Enums(WireField[] fields, int number, Declared place) => [.. Values(fields, number).Select(bytes => Enum(WireFields.ArrayOf(bytes), place))];

    private static EnumType Enum(WireField[] fields, Declared place)
    {
        var name = Text(fields, Name);
        return new EnumType
        {
            Name = name,
            FullName = place.FullName(name),
            File = place.File,
            Parent = place.Parent,
            Values = [.. Values(fields, EnumValue).Select(value => Value(WireFields.ArrayOf(value), place))],
        };
    }

    private static EnumValue Value(WireField[] fields, Declared place)
    {
        var name = Text(fields, Name);
        return new EnumValue { Name = name, FullName = place.FullName(name), File = place.File, Number = (int)Number(fields, ValueNumber) };
    }

    private ServiceType Service(ReadOnlyMemory<byte> bytes, Declared place)
    {
        var fields = WireFields.ArrayOf(bytes);
        var name = Text(fields, Name);
        var service = new ServiceType { Name = name, FullName = place.FullName(name), File = place.File };
        _waiting.Add(() => service.Methods = [.. Values(fields, ServiceMethod).Select(method => Method(WireFields.ArrayOf(method), service))]);
        return service;
    }

    private Method Method(WireField[] fields, ServiceType service)
    {
        var name = Text(fields, Name);
        return new Method
        {
            Name = name,
            FullName = $"{service.FullName}.{name}",
            File = service.File,
            Service = service,
            Kind = (Number(fields, MethodClientStreams), Number(fields, MethodServerStreams)) switch
            {
                (0, 0) => MethodKind.Unary,
                (0, _) => MethodKind.ServerStream,
                (_, 0) => MethodKind.ClientStream,
                _ => MethodKind.Bidi,
            },
            Request = _messages[Text(fields, MethodInput).TrimStart('.')],
            Response = _messages[Text(fields, MethodOutput).TrimStart('.')],
        };
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Values(WireField[] fields, int number) => fields.Where(field => field.Number == number).Select(field => field.Value);

    private static string Text(WireField[] fields, int number)
    {
        var at = Array.FindLastIndex(fields, field => field.Number == number);
        return at < 0 ? "" : Text(fields[at]);
    }

    private static string Text(WireField field) => Encoding.UTF8.GetString(field.Value.Span);

    /// <returns>0 where it is not there.</returns>
    private static ulong Number(WireField[] fields, int number)
    {
        var at = Array.FindLastIndex(fields, field => field.Number == number);
        return at < 0 ? 0 : WireFields.ReadVarint(fields[at].Value.Span);
    }

    /// <summary>Where an element is declared.</summary>
    /// <param name="Scope">What its full name begins with.</param>
    private sealed record Declared(ProtoFile File, MessageType? Parent, string Scope)
    {
        public string FullName(string name) => Scope.Length == 0 ? name : $"{Scope}.{name}";
    }
}
