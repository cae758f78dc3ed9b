using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>The options of <c>google.api</c> that decide something, read by number, so that no class of theirs is needed.</summary>
internal static class Annotations
{
    private const int ResourceNumber = 1053;
    private const int FieldBehaviorNumber = 1052;
    private const int ResourceReferenceNumber = 1055;
    private const int HttpNumber = 72295728;

    // Fields of google.api.ResourceDescriptor.
    private const int TypeNumber = 1;
    private const int PatternNumber = 2;
    private const int NameFieldNumber = 3;
    private const int PluralNumber = 5;

    private static readonly Extension<MessageOptions, ByteString> Resource = new(
        ResourceNumber, FieldCodec.ForBytes(WireFormat.MakeTag(ResourceNumber, WireFormat.WireType.LengthDelimited)));

    private static readonly Extension<FieldOptions, ByteString> Reference = new(
        ResourceReferenceNumber, FieldCodec.ForBytes(WireFormat.MakeTag(ResourceReferenceNumber, WireFormat.WireType.LengthDelimited)));

    private static readonly Extension<MethodOptions, ByteString> Http = new(
        HttpNumber, FieldCodec.ForBytes(WireFormat.MakeTag(HttpNumber, WireFormat.WireType.LengthDelimited)));

    private static readonly RepeatedExtension<FieldOptions, int> FieldBehavior = new(
        FieldBehaviorNumber, FieldCodec.ForInt32(WireFormat.MakeTag(FieldBehaviorNumber, WireFormat.WireType.Varint)));

    public static ExtensionRegistry Registry { get; } = [Resource, Reference, Http, FieldBehavior];

    /// <summary>The message's <c>google.api.resource</c>; null without one.</summary>
    public static ResourceAnnotation? ResourceOf(MessageOptions? options) =>
        options?.HasExtension(Resource) == true ? Read(options.GetExtension(Resource)) : null;

    /// <summary>The field's <c>google.api.field_behavior</c>, in the order of the contract.</summary>
    public static IReadOnlyList<FieldBehavior> Behaviors(FieldOptions? options) =>
        options?.GetExtension(FieldBehavior) is { } values ? [.. values.Select(value => (FieldBehavior)value)] : [];

    /// <summary>The field's <c>google.api.resource_reference</c>; null without one.</summary>
    public static ResourceReference? ReferenceOf(FieldOptions? options) => options?.HasExtension(Reference) == true
        ? new(Text(options.GetExtension(Reference), 1), Text(options.GetExtension(Reference), 2))
        : null;

    /// <summary>The method's <c>google.api.http</c>, additional bindings last.</summary>
    public static IReadOnlyList<HttpBinding> HttpOf(MethodOptions? options) =>
        options?.HasExtension(Http) == true ? [.. HttpRule.Bindings(options.GetExtension(Http).Memory)] : [];

    private static ResourceAnnotation Read(ByteString descriptor) => new(
        [.. Texts(descriptor, PatternNumber)], Text(descriptor, NameFieldNumber), Text(descriptor, PluralNumber), Text(descriptor, TypeNumber));

    private static string Text(ByteString message, int number) => Texts(message, number).LastOrDefault("");

    private static IEnumerable<string> Texts(ByteString message, int number) => WireFields.Of(message.Memory)
        .Where(field => field.Number == number)
        .Select(field => System.Text.Encoding.UTF8.GetString(field.Value.Span));
}
