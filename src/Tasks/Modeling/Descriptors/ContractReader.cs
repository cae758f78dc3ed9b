using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// Reads linked descriptors into the model: first every type of the image is declared, then fields and methods are
/// filled in, so that types may refer to each other, and to themselves, in any order.
/// </summary>
internal sealed class ContractReader
{
    private readonly OptionText text;
    private readonly Dictionary<string, MessageType> messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnumType> enums = new(StringComparer.Ordinal);

    private readonly Dictionary<string, SourceInfo> sources;

    private ContractReader(Image image, IReadOnlyList<FileDescriptor> descriptors) => (text, sources) =
        (new OptionText(descriptors), image.Files.ToDictionary(file => file.Name, file => new SourceInfo(file), StringComparer.Ordinal));

    /// <summary>The model's files for all of the image's, in their order.</summary>
    public static IReadOnlyList<ProtoFile> Read(Image image)
    {
        var descriptors = DescriptorImage.Load(image);
        var reader = new ContractReader(image, descriptors);
        IReadOnlyList<(FileDescriptor Descriptor, ProtoFile File)> files =
            [.. descriptors.Select(descriptor => (descriptor, reader.Declare(descriptor)))];
        var byPath = files.ToDictionary(pair => pair.File.Path, pair => pair.File, StringComparer.Ordinal);
        foreach (var (descriptor, file) in files)
        {
            file.ImportedFiles = [.. file.Imports.Select(path => byPath[path])];
            reader.FillFields(descriptor.MessageTypes);
            file.Services = [.. descriptor.Services.Select(service => reader.Read(service, file))];
        }

        return [.. files.Select(pair => pair.File)];
    }

    private ProtoFile Declare(FileDescriptor descriptor)
    {
        var options = descriptor.GetOptions();
        var file = new ProtoFile
        {
            Path = descriptor.Name,
            Package = descriptor.Package,
            Syntax = FileSyntax.Of(descriptor),
            Imports = [.. descriptor.Dependencies.Select(import => import.Name)],
            CsharpNamespace = options?.HasCsharpNamespace == true
                ? options.CsharpNamespace
                : GeneratorCase.Pascal(descriptor.Package, keepDots: true),
            ReadComment = () => FileComment.Of(sources[descriptor.Name]),
            ReadOptions = () => text.Read(options),
        };
        file.Messages = Declare(descriptor.MessageTypes, file, null);
        file.Enums = Declare(descriptor.EnumTypes, file, null);
        return file;
    }

    private IReadOnlyList<MessageType> Declare(IEnumerable<MessageDescriptor> descriptors, ProtoFile file, MessageType? parent) =>
        [.. descriptors.Where(descriptor => !descriptor.IsMapEntry).Select(descriptor => Declare(descriptor, file, parent))];

    private MessageType Declare(MessageDescriptor descriptor, ProtoFile file, MessageType? parent)
    {
        var message = new MessageType
        {
            Name = descriptor.Name,
            FullName = descriptor.FullName,
            File = file,
            Details = DetailsOf(descriptor),
            ReadReserved = () => ReservedText.Of(descriptor.ToProto()),
            Parent = parent,
            Resource = Annotations.ResourceOf(descriptor.GetOptions()),
        };
        message.Messages = Declare(descriptor.NestedTypes, file, message);
        message.Enums = Declare(descriptor.EnumTypes, file, message);
        message.Oneofs = [.. descriptor.Oneofs.Where(oneof => !oneof.IsSynthetic).Select(oneof => Read(oneof, file))];
        messages.Add(message.FullName, message);
        return message;
    }

    private IReadOnlyList<EnumType> Declare(IEnumerable<EnumDescriptor> descriptors, ProtoFile file, MessageType? parent) =>
        [.. descriptors.Select(descriptor => Declare(descriptor, file, parent))];

    private EnumType Declare(EnumDescriptor descriptor, ProtoFile file, MessageType? parent)
    {
        var type = new EnumType
        {
            Name = descriptor.Name,
            FullName = descriptor.FullName,
            File = file,
            Details = DetailsOf(descriptor),
            ReadReserved = () => ReservedText.Of(descriptor.ToProto()),
            Parent = parent,
            Values = [.. descriptor.Values.Select(value => Read(value, file))],
        };
        enums.Add(type.FullName, type);
        return type;
    }

    /// <summary>protobuf names a value beside its enum, not inside it; the C# runtime's own full name differs.</summary>
    private EnumValue Read(EnumValueDescriptor descriptor, ProtoFile file) => new()
    {
        Name = descriptor.Name,
        FullName = descriptor.EnumDescriptor.FullName[..^descriptor.EnumDescriptor.Name.Length] + descriptor.Name,
        File = file,
        Details = DetailsOf(descriptor),
        Number = descriptor.Number,
    };

    private Oneof Read(OneofDescriptor descriptor, ProtoFile file) => new()
    {
        Name = descriptor.Name,
        FullName = descriptor.FullName,
        File = file,
        Details = DetailsOf(descriptor),
    };

    private void FillFields(IEnumerable<MessageDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors.Where(descriptor => !descriptor.IsMapEntry))
        {
            var message = messages[descriptor.FullName];
            message.Fields = [.. descriptor.Fields.InFieldNumberOrder().Select(field => Read(field, message.File, message))];
            FillFields(descriptor.NestedTypes);
        }
    }

    private Field Read(FieldDescriptor descriptor, ProtoFile file, MessageType? parent = null) => new()
    {
        Name = descriptor.Name,
        FullName = descriptor.FullName,
        File = file,
        Details = DetailsOf(descriptor),
        ReadDefault = () => descriptor.ToProto() is { HasDefaultValue: true } proto ? proto.DefaultValue : null,
        JsonName = descriptor.JsonName,
        Number = descriptor.FieldNumber,
        Kind = Kind(descriptor.FieldType),
        Parent = parent,
        IsRepeated = descriptor is { IsRepeated: true, IsMap: false },
        IsMap = descriptor.IsMap,
        MapKey = descriptor.IsMap ? Read(descriptor.MessageType.FindFieldByNumber(1), file) : null,
        MapValue = descriptor.IsMap ? Read(descriptor.MessageType.FindFieldByNumber(2), file) : null,
        HasPresence = descriptor.HasPresence,
        IsRequired = descriptor.IsRequired,
        Oneof = descriptor.RealContainingOneof?.Name,
        ReadBehaviors = () => Annotations.Behaviors(descriptor.GetOptions()),
        ReadReference = () => Annotations.ReferenceOf(descriptor.GetOptions()),
        Message = descriptor is { IsMap: false, FieldType: FieldType.Message or FieldType.Group }
            ? messages[descriptor.MessageType.FullName]
            : null,
        Enum = descriptor.FieldType == FieldType.Enum ? enums[descriptor.EnumType.FullName] : null,
    };

    private static FieldKind Kind(FieldType type) => type switch
    {
        FieldType.Double => FieldKind.Double,
        FieldType.Float => FieldKind.Float,
        FieldType.Int64 => FieldKind.Int64,
        FieldType.UInt64 => FieldKind.Uint64,
        FieldType.Int32 => FieldKind.Int32,
        FieldType.Fixed64 => FieldKind.Fixed64,
        FieldType.Fixed32 => FieldKind.Fixed32,
        FieldType.Bool => FieldKind.Bool,
        FieldType.String => FieldKind.String,
        FieldType.Group => FieldKind.Group,
        FieldType.Message => FieldKind.Message,
        FieldType.Bytes => FieldKind.Bytes,
        FieldType.UInt32 => FieldKind.Uint32,
        FieldType.Enum => FieldKind.Enum,
        FieldType.SFixed32 => FieldKind.Sfixed32,
        FieldType.SFixed64 => FieldKind.Sfixed64,
        FieldType.SInt32 => FieldKind.Sint32,
        FieldType.SInt64 => FieldKind.Sint64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private ServiceType Read(ServiceDescriptor descriptor, ProtoFile file)
    {
        var service = new ServiceType
        {
            Name = descriptor.Name,
            FullName = descriptor.FullName,
            File = file,
            Details = DetailsOf(descriptor),
        };
        service.Methods = [.. descriptor.Methods.Select(method => Read(method, service))];
        return service;
    }

    private Method Read(MethodDescriptor descriptor, ServiceType service)
    {
        var options = descriptor.GetOptions();
        return new Method
        {
            Name = descriptor.Name,
            FullName = descriptor.FullName,
            File = service.File,
            Details = DetailsOf(descriptor),
            Service = service,
            Kind = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
            {
                (false, false) => MethodKind.Unary,
                (false, true) => MethodKind.ServerStream,
                (true, false) => MethodKind.ClientStream,
                (true, true) => MethodKind.Bidi,
            },
            Idempotency = options?.IdempotencyLevel switch
            {
                MethodOptions.Types.IdempotencyLevel.NoSideEffects => Idempotency.NoSideEffects,
                MethodOptions.Types.IdempotencyLevel.Idempotent => Idempotency.Idempotent,
                _ => Idempotency.Unknown,
            },
            Http = Annotations.HttpOf(options),
            Request = messages[descriptor.InputType.FullName],
            Response = messages[descriptor.OutputType.FullName],
        };
    }

    private DescriptorDetails DetailsOf(DescriptorBase descriptor) => new(descriptor, sources[descriptor.File.Name], text);
}
