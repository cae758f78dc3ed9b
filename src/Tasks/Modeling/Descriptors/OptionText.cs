using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// Options as text. The runtime has no classes of a contract's own options and keeps them as bytes; the image declares them,
/// and so says how to read them.
/// </summary>
/// <param name="files">All files of the image.</param>
internal sealed class OptionText(IReadOnlyList<FileDescriptor> files)
{
    private readonly Lazy<Dictionary<(string Extendee, int Number), FieldDescriptor>> extensions = new(() => files
        .SelectMany(file => file.Extensions.UnorderedExtensions.Concat(file.MessageTypes.SelectMany(ExtensionsIn)))
        .GroupBy(field => (field.ExtendeeType.FullName, field.FieldNumber))
        .ToDictionary(group => group.Key, group => group.First()));

    /// <summary>All that is set, by number.</summary>
    public IReadOnlyList<ElementOption> Read(IMessage? options) => options is null
        ? []
        : [.. Fields(options.ToByteArray(), options.Descriptor).Select(field => new ElementOption(
            field.Field is { IsExtension: true } extension ? $"({extension.FullName})" : field.Name,
            field.Values is [var only] ? only : $"[{string.Join(", ", field.Values)}]"))];

    private static IEnumerable<FieldDescriptor> ExtensionsIn(MessageDescriptor message) =>
        message.Extensions.UnorderedExtensions.Concat(message.NestedTypes.SelectMany(ExtensionsIn));

    /// <summary>A message in protobuf's text format, on one line.</summary>
    private string Text(ReadOnlyMemory<byte> bytes, MessageDescriptor type)
    {
        var fields = Fields(bytes, type).SelectMany(field => field.Values.Select(value => $"{field.Name}: {value}"));
        return string.Join(' ', fields.Prepend("{").Append("}"));
    }

    private IEnumerable<(string Name, FieldDescriptor? Field, IReadOnlyList<string> Values)> Fields(ReadOnlyMemory<byte> bytes, MessageDescriptor type) =>
        from found in WireFields.Of(bytes)
        group found by found.Number into same
        orderby same.Key
        let field = type.FindFieldByNumber(same.Key) ?? extensions.Value.GetValueOrDefault((type.FullName, same.Key))
        select (NameOf(field, same.Key), field, (IReadOnlyList<string>)[.. Values(field, [.. same])]);

    private static string NameOf(FieldDescriptor? field, int number) => field switch
    {
        null => number.ToString(CultureInfo.InvariantCulture),
        { IsExtension: true } => $"[{field.FullName}]",
        _ => field.Name,
    };

    private IEnumerable<string> Values(FieldDescriptor? field, IReadOnlyList<WireField> found) => field switch
    {
        null => found.Select(Unknown),
        { FieldType: FieldType.Message or FieldType.Group, IsRepeated: true } => found.Select(value => Text(value.Value, field.MessageType)),

        // What stands there several times is one message in pieces.
        { FieldType: FieldType.Message or FieldType.Group } =>
            [Text(found.SelectMany(value => value.Value.ToArray()).ToArray(), field.MessageType)],
        { IsRepeated: true } => found.SelectMany(value => Scalars(field, value)),
        _ => found.SelectMany(value => Scalars(field, value)).TakeLast(1),
    };

    /// <summary>One value, or those of a packed list.</summary>
    private static IEnumerable<string> Scalars(FieldDescriptor field, WireField found)
    {
        if (field.FieldType is FieldType.String)
        {
            return [Quoted(found.Value.Span, isText: true)];
        }

        return field.FieldType is FieldType.Bytes ? [Quoted(found.Value.Span, isText: false)] : Numbers(field, found.Value.ToArray());
    }

    private static IEnumerable<string> Numbers(FieldDescriptor field, byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        while (!input.IsAtEnd)
        {
            yield return Number(field, input);
        }
    }

    private static string Number(FieldDescriptor field, CodedInputStream input) => field.FieldType switch
    {
        FieldType.Double => Float(input.ReadDouble()),
        FieldType.Float => Float(input.ReadFloat()),
        FieldType.Bool => input.ReadBool() ? "true" : "false",
        FieldType.Enum when input.ReadEnum() is var number => field.EnumType.FindValueByNumber(number)?.Name ?? Invariant(number),
        FieldType.Int64 => Invariant(input.ReadInt64()),
        FieldType.UInt64 => Invariant(input.ReadUInt64()),
        FieldType.Int32 => Invariant(input.ReadInt32()),
        FieldType.UInt32 => Invariant(input.ReadUInt32()),
        FieldType.Fixed64 => Invariant(input.ReadFixed64()),
        FieldType.Fixed32 => Invariant(input.ReadFixed32()),
        FieldType.SFixed64 => Invariant(input.ReadSFixed64()),
        FieldType.SFixed32 => Invariant(input.ReadSFixed32()),
        FieldType.SInt64 => Invariant(input.ReadSInt64()),
        FieldType.SInt32 => Invariant(input.ReadSInt32()),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.FieldType, null),
    };

    private static string Unknown(WireField found) => found.Type switch
    {
        0 => Invariant(new CodedInputStream(found.Value.ToArray()).ReadUInt64()),
        _ => Quoted(found.Value.Span, isText: false),
    };

    private static string Float(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double.NaN => "nan",
        _ => Invariant(value),
    };

    private static string Float(float value) => float.IsFinite(value) ? Invariant(value) : Float((double)value);

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>In quotes, with the escapes of text format; of bytes, whatever is not ASCII too.</summary>
    private static string Quoted(ReadOnlySpan<byte> bytes, bool isText)
    {
        var result = new StringBuilder("\"");
        foreach (var character in isText ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes))
        {
            result.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when character < ' ' || character == '\x7f' || (!isText && character > '\x7f') => $"\\{Convert.ToString(character, 8).PadLeft(3, '0')}",
                _ => character.ToString(),
            });
        }

        return result.Append('"').ToString();
    }
}
