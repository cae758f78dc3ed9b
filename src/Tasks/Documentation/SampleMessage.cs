using System.Text.Json.Nodes;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>A message with something in its fields, as protobuf's JSON.</summary>
/// <param name="root">The message.</param>
/// <param name="types">What references name.</param>
internal sealed class SampleMessage(MessageType root, ResourceTypes types)
{
    /// <summary>How deep a sample goes for its own sake; what is REQUIRED is followed further.</summary>
    private const int Depth = 3;
    private const int MostDepth = 12;

    private readonly Dictionary<Field, JsonNode> _given = [];
    private readonly HashSet<Field> _leftOut = [];
    private readonly HashSet<Field> _exempt = [];
    private readonly List<MessageType> _open = [];

    /// <summary>Decides what a field holds, wherever its message stands; null leaves it out.</summary>
    public void Give(Field? field, JsonNode? value)
    {
        if (field is not null && value is not null)
        {
            _given[field] = value;
        }
        else if (field is not null)
        {
            _leftOut.Add(field);
        }
    }

    /// <summary>Leaves fields out, but those that must be there.</summary>
    public void LeaveOut(IEnumerable<Field> fields) => _leftOut.UnionWith(fields);

    /// <summary>Leaves fields out for which the method makes an exception, be they REQUIRED or not.</summary>
    public void Exempt(IEnumerable<Field> fields) => _exempt.UnionWith(fields);

    /// <summary>The fields of a message that the sample fills.</summary>
    public IEnumerable<Field> Included(MessageType message) => message.Fields.Where(field => IsIncluded(message, field));

    public JsonObject Build() => Message(root);

    /// <summary>A FieldMask's path in JSON.</summary>
    public static string Camel(string name) => string.Concat(name.Split('_').Select((part, index) => index == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>A name that JSON's form of a FieldMask gives back as it was.</summary>
    public static bool SurvivesJson(string name) =>
        name.All(character => character is '_' || char.IsAsciiDigit(character) || char.IsAsciiLetterLower(character))
        && name[^1] != '_' && name.Index().All(at => at.Item != '_' || (at.Index > 0 && char.IsAsciiLetterLower(name[at.Index + 1])));

    /// <summary>The number 1 in a field of a kind: 64 bits are text.</summary>
    public static JsonNode One(FieldKind kind) => kind switch
    {
        FieldKind.Int64 or FieldKind.Uint64 or FieldKind.Fixed64 or FieldKind.Sint64 or FieldKind.Sfixed64 => JsonValue.Create("1"),
        FieldKind.Double or FieldKind.Float => JsonValue.Create(1.5),
        _ => JsonValue.Create(1),
    };

    private JsonObject Message(MessageType message)
    {
        _open.Add(message);
        var result = new JsonObject();
        foreach (var field in Included(message).Where(field => MustBe(field) || _given.ContainsKey(field) || IsWorthIt(field)))
        {
            result[field.JsonName] = Value(field);
        }

        _open.RemoveAt(_open.Count - 1);
        return result;
    }

    private bool IsIncluded(MessageType message, Field field) => _given.ContainsKey(field) || MustBe(field)
        || (!_leftOut.Contains(field) && !_exempt.Contains(field) && !field.Deprecated && !field.Behaviors.Contains(FieldBehavior.OutputOnly) && IsFirstOfOneof(message, field));

    /// <summary>One member of a oneof: the one that must be there or that has its value already, else the first that may be.</summary>
    private bool IsFirstOfOneof(MessageType message, Field field)
    {
        if (field.Oneof is null)
        {
            return true;
        }

        Field[] members = [.. message.Fields.Where(member => member.Oneof == field.Oneof)];
        return !members.Any(member => MustBe(member) || _given.ContainsKey(member))
            && field == members.FirstOrDefault(member => !_leftOut.Contains(member) && !_exempt.Contains(member) && !member.Deprecated && !member.Behaviors.Contains(FieldBehavior.OutputOnly));
    }

    private bool MustBe(Field field) => field.IsRequired
        || (field.Behaviors.Contains(FieldBehavior.Required) && !field.Behaviors.Contains(FieldBehavior.OutputOnly) && !_exempt.Contains(field));

    /// <summary>A message inside itself, and what lies deep, would only make the sample long.</summary>
    private bool IsWorthIt(Field field)
    {
        var inner = field.MapValue?.Message ?? field.Message;
        return inner is null || WellKnownSamples.Of(inner.FullName) is not null || (_open.Count < Depth && !_open.Contains(inner));
    }

    private JsonNode? Value(Field field) => _given.TryGetValue(field, out var given) ? given.DeepClone()
        : field.IsMap ? new JsonObject { [MapKey(field.MapKey!)] = Single(field.MapValue!) }
        : field.IsRepeated ? new JsonArray(Single(field))
        : Single(field);

    private JsonNode? Single(Field field) => field.Kind switch
    {
        FieldKind.Message or FieldKind.Group => _open.Count >= MostDepth ? new JsonObject() : OfMessage(field.Message!),
        FieldKind.Enum => OfEnum(field.Enum!),
        FieldKind.String => JsonValue.Create((field.Reference is { } reference ? types.NameFor(reference) : null) ?? field.Name.Replace('_', ' ')),
        FieldKind.Bytes => JsonValue.Create(Convert.ToBase64String("sample"u8)),
        FieldKind.Bool => JsonValue.Create(true),
        var kind => One(kind),
    };

    /// <summary>An Any holds the one type that everybody who reads the contract knows: the request's own.</summary>
    private JsonNode? OfMessage(MessageType message) => message.FullName == "google.protobuf.Any"
        ? new JsonObject { ["@type"] = "type.googleapis.com/" + root.FullName }
        : WellKnownSamples.Of(message.FullName)?.Invoke() ?? Message(message);

    private static JsonValue? OfEnum(EnumType type)
    {
        var value = type.Values.FirstOrDefault(value => value is { Number: not 0, Deprecated: false }) ?? type.Values[^1];
        return type.FullName == "google.protobuf.NullValue" ? null : JsonValue.Create(value.Name);
    }

    private static string MapKey(Field key) => key.Kind switch
    {
        FieldKind.String => "key",
        FieldKind.Bool => "true",
        _ => "1",
    };
}
