using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Finds what an annotation is about. Buf 1.74.0 names messages by their last name alone ("Inner", wherever it is nested), so
/// the text is read together with the position. Its texts are formats in bufcheckserverhandle/breaking.go of bufbuild/buf.
/// </summary>
internal sealed partial class SubjectReader(ElementIndex current, ElementIndex baseline)
{
    public BreakingSubject Read(BufAnnotation annotation)
    {
        var text = annotation.Message;
        return Match(DeletedFile(), text) is { } file ? OfFile(Unquoted(file[0]))
            : Match(DeletedPackage(), text) is { } package ? new BreakingSubject(package[0], package[0], null, null)
            : Match(DeletedType(), text) is { } type ? OfType(annotation, type[0], type[1], type[2])
            : Match(Field(), text) is { } field ? OfField(annotation, field[0], field[1], field[2], field[3])
            : Match(EnumValue(), text) is { } value ? OfEnumValue(annotation, value[0], value[1])
            : Match(Oneof(), text) is { } oneof ? OfOneof(annotation, oneof[0], oneof[1])
            : Match(Reserved(), text) is { } reserved ? OfReserved(annotation, reserved[0], reserved[1], reserved[2])
            : Match(Method(), text) is { } method ? OfMethod(annotation, method[0], method[1])
            : Match(Required(), text) is { } required ? OfRequired(annotation, required[0], required[1])
            : Match(Type(), text) is { } self ? OfHolder(annotation, KindOf(self[0]), self[1])
            : text.StartsWith("Message option ", StringComparison.Ordinal) ? OfHolder(annotation, ElementKind.Message, null)
            : OfFile(annotation.Path ?? "");
    }

    private BreakingSubject OfFile(string path) => new(path, baseline.Package(path) ?? current.Package(path) ?? "", null, null, path);

    private BreakingSubject OfType(BufAnnotation annotation, string kind, string nestedName, string package)
    {
        var scope = annotation.Path is { } path && package.Length == 0 ? baseline.Package(path) ?? "" : package;
        var name = scope.Length == 0 ? nestedName : $"{scope}.{nestedName}";
        var was = baseline.Find(KindOf(kind), name);
        return new BreakingSubject(name, scope, was, null, was?.File);
    }

    private BreakingSubject OfField(BufAnnotation annotation, string kind, string number, string name, string message)
    {
        var tag = Number(number);
        if (kind.Equals("extension", StringComparison.OrdinalIgnoreCase))
        {
            // An extension's own text has full names: its own (none where it was renamed), and that of the message it extends.
            var now = Find(annotation, ElementKind.Extension, null, element => element.Number == tag);
            var extension = baseline.All().FirstOrDefault(element => element.Kind == ElementKind.Extension && element.Number == tag
                && ((Google.Protobuf.Reflection.FieldDescriptorProto)element.Descriptor).Extendee == "." + message);
            return Of(extension?.FullName ?? (name.Length > 0 ? name : now?.FullName ?? message), extension, now);
        }

        var holder = Find(annotation, ElementKind.Message, message, element => Has(element, tag, name));
        if (holder is { IsMapEntry: true, Parent: { } outer } && MapField(outer, holder) is { } map)
        {
            return Of(Was(map)?.FullName ?? map.FullName, Was(map), outer);
        }

        var was = holder is null ? null : WasIn(holder, ElementKind.Field, element => element.Number == tag);
        return Of(was?.FullName ?? $"{holder?.FullName ?? message}.{(name.Length > 0 ? name : number)}", was, holder);
    }

    private BreakingSubject OfEnumValue(BufAnnotation annotation, string number, string type)
    {
        var tag = Number(number);
        var holder = Find(annotation, ElementKind.Enum, type, null);
        var was = holder is null ? null : WasIn(holder, ElementKind.EnumValue, element => element.Number == tag);
        return Of(was?.FullName ?? $"{holder?.FullName ?? type}.{number}", was, holder);
    }

    private BreakingSubject OfOneof(BufAnnotation annotation, string name, string message)
    {
        var holder = Find(annotation, ElementKind.Message, message, element => Was(element) is { } old && baseline.Child(old, ElementKind.Oneof, oneof => oneof.Name == name) is not null);
        return Of($"{holder?.FullName ?? message}.{name}", holder is null ? null : WasIn(holder, ElementKind.Oneof, element => element.Name == name), holder);
    }

    private BreakingSubject OfReserved(BufAnnotation annotation, string what, string kind, string name)
    {
        var holder = Find(annotation, KindOf(kind), name, null);
        return Of($"{holder?.FullName ?? name}#{what}", holder is null ? null : Was(holder), holder);
    }

    private BreakingSubject OfMethod(BufAnnotation annotation, string name, string service)
    {
        var holder = Find(annotation, ElementKind.Service, service, null);
        return Of($"{holder?.FullName ?? service}.{name}", holder is null ? null : WasIn(holder, ElementKind.Method, element => element.Name == name), holder);
    }

    private BreakingSubject OfRequired(BufAnnotation annotation, string message, string number)
    {
        var tag = Number(number);
        var holder = Find(annotation, ElementKind.Message, message, null);
        var was = holder is null ? null : WasIn(holder, ElementKind.Field, element => element.Number == tag);
        var now = holder is null ? null : current.Child(holder, ElementKind.Field, element => element.Number == tag);
        return Of((was ?? now)?.FullName ?? $"{holder?.FullName ?? message}.{number}", was, holder);
    }

    private BreakingSubject OfHolder(BufAnnotation annotation, ElementKind kind, string? name)
    {
        var holder = Find(annotation, kind, name, null);
        return Of(holder?.FullName ?? name ?? annotation.Path ?? "", holder is null ? null : Was(holder), holder);
    }

    private BreakingSubject Of(string element, ProtoElement? was, ProtoElement? holder)
    {
        var file = was?.File ?? holder?.File ?? "";
        return new BreakingSubject(element, baseline.Package(file) ?? current.Package(file) ?? "", was, holder, was?.File);
    }

    private ProtoElement? Find(BufAnnotation annotation, ElementKind kind, string? name, Func<ProtoElement, bool>? matches)
    {
        if (annotation.Path is not { } path)
        {
            return null;
        }

        // A moved enum's deleted value comes with the baseline's file and the living enum's line; so look on where it is not found.
        return current.Around(path, kind, name, annotation.StartLine, annotation.StartColumn, matches)
            ?? current.All().FirstOrDefault(element => element.Kind == kind && element.Name == name && (matches?.Invoke(element) ?? true));
    }

    private ProtoElement? Was(ProtoElement element) => element.Kind == ElementKind.Field && element.Parent is { } parent
        ? WasIn(parent, ElementKind.Field, field => field.Number == element.Number)
        : baseline.Find(element.Kind, element.FullName);

    private ProtoElement? WasIn(ProtoElement holder, ElementKind kind, Func<ProtoElement, bool> matches) =>
        baseline.Find(holder.Kind, holder.FullName) is { } old ? baseline.Child(old, kind, matches) : null;

    /// <summary>The message has, or had, such a field: tells messages of one name apart.</summary>
    private bool Has(ProtoElement message, int number, string name) =>
        current.Child(message, ElementKind.Field, field => field.Number == number && (name.Length == 0 || field.Name == name)) is not null
        || WasIn(message, ElementKind.Field, field => field.Number == number && (name.Length == 0 || field.Name == name)) is not null;

    private ProtoElement? MapField(ProtoElement outer, ProtoElement entry) => current.Child(outer, ElementKind.Field, field =>
        ((Google.Protobuf.Reflection.FieldDescriptorProto)field.Descriptor).TypeName == "." + entry.FullName);

    private static ElementKind KindOf(string word) => Enum.Parse<ElementKind>(word, ignoreCase: true);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string Unquoted(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static string[]? Match(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)] : null;

    [GeneratedRegex("^Previously present file \"(.*)\" was deleted\\.$")]
    private static partial Regex DeletedFile();

    [GeneratedRegex("^Previously present package \"(.*)\" was deleted\\.$")]
    private static partial Regex DeletedPackage();

    [GeneratedRegex("^Previously present (enum|message|extension|service) \"([^\"]*)\" was deleted from (?:file|package \"([^\"]*)\")\\.$")]
    private static partial Regex DeletedType();

    [GeneratedRegex("^(?:Previously present )?([Ff]ield|[Ee]xtension) \"(\\d+)\"(?: with name \"([^\"]*)\")? on message \"([^\"]*)\"")]
    private static partial Regex Field();

    [GeneratedRegex("^(?:Previously present enum|Enum) value \"(-?\\d+)\" on enum \"([^\"]*)\"")]
    private static partial Regex EnumValue();

    [GeneratedRegex("^Previously present oneof \"([^\"]*)\" on message \"([^\"]*)\"")]
    private static partial Regex Oneof();

    [GeneratedRegex("^Previously present (?:reserved name|reserved range|extension range) \"([^\"]*)\" on (message|enum) \"([^\"]*)\"")]
    private static partial Regex Reserved();

    [GeneratedRegex("^(?:Previously present )?RPC \"([^\"]*)\" on service \"([^\"]*)\"")]
    private static partial Regex Method();

    [GeneratedRegex("^Message \"([^\"]*)\" had required field \"(\\d+)\"")]
    private static partial Regex Required();

    [GeneratedRegex("^(Message|Enum) \"([^\"]*)\" ")]
    private static partial Regex Type();
}
