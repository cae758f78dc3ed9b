using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Checking;

/// <summary>How to do right what a finding says was done wrong.</summary>
internal sealed class BreakingHints(ElementIndex current, ElementIndex baseline)
{
    private Dictionary<IMessage, ProtoElement>? _added;

    public string For(string rule, BreakingSubject subject) => subject switch
    {
        { Was: { Kind: ElementKind.Field } field, Holder.Descriptor: DescriptorProto message } when rule.StartsWith("FIELD_NO_DELETE", StringComparison.Ordinal) =>
            Reserve(field, subject.Holder,
                message.ReservedRange.Any(range => field.Number >= range.Start && field.Number < range.End), message.ReservedName.Contains(field.Name)),
        { Was: { Kind: ElementKind.EnumValue } value, Holder.Descriptor: EnumDescriptorProto type } when rule.StartsWith("ENUM_VALUE_NO_DELETE", StringComparison.Ordinal) =>
            Reserve(value, subject.Holder,
                type.ReservedRange.Any(range => value.Number >= range.Start && value.Number <= range.End), type.ReservedName.Contains(value.Name)),
        { Was: { } was } when Moved(rule, was) is { } moved => moved,
        _ => General(rule),
    };

    /// <summary>It is elsewhere, or has another name, and is what it was: no byte on the wire changes.</summary>
    public bool IsMoved(string rule, BreakingSubject subject) => subject.Was is { } was && Moved(rule, was) is not null;

    private string? Moved(string rule, ProtoElement was)
    {
        if (!rule.EndsWith("_NO_DELETE", StringComparison.Ordinal) || was.Kind is not (ElementKind.Message or ElementKind.Enum or ElementKind.Service or ElementKind.Extension))
        {
            return null;
        }

        if (current.Find(was.Kind, was.FullName) is { } moved && moved.File != was.File && Structure.Of(was).Equals(Structure.Of(moved)))
        {
            return $"It moved to '{moved.File}' as it was: wire safe, breaks source that imports its file. Leave it where it was, or import the new file with 'import public'.";
        }

        // A service's name is in the path of every call, and an extension goes by its number: only types can be renamed.
        var renamed = was.Kind is ElementKind.Message or ElementKind.Enum && !was.IsMapEntry && Structure.IsTelling(was)
            ? Added().GetValueOrDefault(Structure.Of(was))
            : null;
        return renamed is null ? null : $"'{renamed.FullName}' has its structure: wire safe, breaks source. Keep the old name, or wait for the next major version.";
    }

    /// <summary>The types that the baseline does not have, by what they are.</summary>
    private Dictionary<IMessage, ProtoElement> Added()
    {
        if (_added is null)
        {
            _added = [];
            foreach (var element in current.All().Where(element =>
                element.Kind is ElementKind.Message or ElementKind.Enum && !element.IsMapEntry && baseline.Find(element.Kind, element.FullName) is null))
            {
                _added.TryAdd(Structure.Of(element), element);
            }
        }

        return _added;
    }

    private string Reserve(ProtoElement element, ProtoElement holder, bool number, bool name)
    {
        if (current.Child(holder, element.Kind, other => other.Name == element.Name) is not null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"'{element.Name}' has another number now: give it {element.Number} back, which is what the wire knows it by.");
        }

        if (number && name)
        {
            return "Its number and name are reserved, as they should be: wire and JSON are safe, and code that uses it no longer compiles.";
        }

        // From edition 2023 on a reserved name is an identifier, before that a string.
        var quote = current.File(holder.File) is { Syntax: "editions" } ? "" : "\"";
        var statements = new[]
        {
            number ? "" : string.Create(CultureInfo.InvariantCulture, $"reserved {element.Number};"),
            name ? "" : $"reserved {quote}{element.Name}{quote};",
        };
        return $"Deprecate it instead; or put '{string.Join(' ', statements.Where(statement => statement.Length > 0))}' into '{holder.Name}', so that nobody takes it for something else.";
    }

    private static string General(string rule) => rule switch
    {
        "FIELD_SAME_ONEOF" => "Add a new field beside the old one: moving into or out of a oneof loses data of either side.",
        "FIELD_SAME_NAME" or "FIELD_SAME_JSON_NAME" or "ENUM_VALUE_SAME_NAME" => "Keep the name, or add a new one beside it and deprecate the old one.",
        "FIELD_SAME_DEFAULT" => "Keep the default: both sides take a missing field for it.",
        "MESSAGE_SAME_REQUIRED_FIELDS" => "A required field can neither come nor go; make a new message.",
        "ONEOF_NO_DELETE" => "Keep the oneof; deprecate its fields where they are.",
        "EXTENSION_MESSAGE_NO_DELETE" => "Keep the range: others extend the message there.",
        "FILE_NO_DELETE" or "PACKAGE_NO_DELETE" => "Keep it, deprecated, until the next major version.",
        "FILE_SAME_PACKAGE" => "Leave the package in place, and put the next version beside it.",
        "FILE_SAME_SYNTAX" => "Keep the syntax: presence and enums change with it.",
        _ when rule.StartsWith("FILE_SAME_", StringComparison.Ordinal) => "Keep the option: it names what is generated.",
        _ when rule.StartsWith("RESERVED_", StringComparison.Ordinal) => "Put it back: old clients still send what it keeps out of use.",
        _ when rule.StartsWith("RPC_SAME_", StringComparison.Ordinal) => "Add a method beside it, and deprecate this one.",
        _ when rule.StartsWith("RPC_", StringComparison.Ordinal) || rule.Contains("SERVICE_NO", StringComparison.Ordinal) => "Deprecate it, and remove it in the next major version.",
        _ when rule.EndsWith("_NO_DELETE", StringComparison.Ordinal) => "Deprecate it, and remove it in the next major version.",
        _ when rule.StartsWith("FIELD_", StringComparison.Ordinal) => "Add a new field with a number of its own, and deprecate this one.",
        _ => "Keep it as it was, or add something new beside it.",
    };
}
