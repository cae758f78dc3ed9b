using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>The options of <c>google.api</c> that decide something, read by number, so that no class of theirs is needed.</summary>
internal static class Annotations
{
    private const int ResourceNumber = 1053;
    private const int FieldBehaviorNumber = 1052;

    // Fields of google.api.ResourceDescriptor.
    private const int PatternNumber = 2;
    private const int NameFieldNumber = 3;
    private const int PluralNumber = 5;

    private static readonly Extension<MessageOptions, ByteString> Resource = new(
        ResourceNumber, FieldCodec.ForBytes(WireFormat.MakeTag(ResourceNumber, WireFormat.WireType.LengthDelimited)));

    private static readonly RepeatedExtension<FieldOptions, int> FieldBehavior = new(
        FieldBehaviorNumber, FieldCodec.ForInt32(WireFormat.MakeTag(FieldBehaviorNumber, WireFormat.WireType.Varint)));

    public static ExtensionRegistry Registry { get; } = [Resource, FieldBehavior];

    /// <summary>The message's <c>google.api.resource</c>; null without one.</summary>
    public static ResourceAnnotation? ResourceOf(MessageOptions? options) =>
        options?.HasExtension(Resource) == true ? Read(options.GetExtension(Resource)) : null;

    /// <summary>The field's <c>google.api.field_behavior</c>, in the order of the contract.</summary>
    public static IReadOnlyList<FieldBehavior> Behaviors(FieldOptions? options) =>
        options?.GetExtension(FieldBehavior) is { } values ? [.. values.Select(value => (FieldBehavior)value)] : [];

    private static ResourceAnnotation Read(ByteString descriptor)
    {
        var patterns = new List<string>();
        var (nameField, plural) = ("", "");
        var input = descriptor.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case PatternNumber:
                    patterns.Add(input.ReadString());
                    break;
                case NameFieldNumber:
                    nameField = input.ReadString();
                    break;
                case PluralNumber:
                    plural = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new(patterns, nameField, plural);
    }
}
