using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>The options of <c>google.api</c> that decide something, read by number, so that no class of theirs is needed.</summary>
internal static class Annotations
{
    private const int ResourceNumber = 1053;
    private const int FieldBehaviorNumber = 1052;

    private static readonly Extension<MessageOptions, ByteString> Resource = new(
        ResourceNumber, FieldCodec.ForBytes(WireFormat.MakeTag(ResourceNumber, WireFormat.WireType.LengthDelimited)));

    private static readonly RepeatedExtension<FieldOptions, int> FieldBehavior = new(
        FieldBehaviorNumber, FieldCodec.ForInt32(WireFormat.MakeTag(FieldBehaviorNumber, WireFormat.WireType.Varint)));

    public static ExtensionRegistry Registry { get; } = [Resource, FieldBehavior];

    /// <summary>Whether the message carries <c>google.api.resource</c>.</summary>
    public static bool HasResource(MessageOptions? options) => options?.HasExtension(Resource) ?? false;

    /// <summary>The field's <c>google.api.field_behavior</c>, in the order of the contract.</summary>
    public static IReadOnlyList<FieldBehavior> Behaviors(FieldOptions? options) =>
        options?.GetExtension(FieldBehavior) is { } values ? [.. values.Select(value => (FieldBehavior)value)] : [];
}
