namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>The key of M: what the project says, else what is annotated so, else what the package's methods point to, else the usual names.</summary>
internal static class KeyInference
{
    /// <exception cref="MisfitException">Nothing is the key, two fields are, or its type cannot be one.</exception>
    public static Field KeyOf(MessageType message, IReadOnlyList<Call> calls, string? given)
    {
        var key = (given is null ? null : message.Find(given)) ?? Annotated(message) ?? NameOf(message) ?? PointedTo(message, calls) ?? Usual(message);
        return key is { IsSingular: true, Kind: FieldKind.String } or { IsSingular: true, IsInteger: true }
            ? key
            : throw new MisfitException($"the key '{key.Name}' of {message.Name} is neither one string nor one integer");
    }

    private static Field? Annotated(MessageType message)
    {
        Field[] identifiers = [.. message.Fields.Where(field => field.Behaviors.Contains(FieldBehavior.Identifier))];
        return identifiers.Length < 2
            ? identifiers.FirstOrDefault()
            : throw new MisfitException(
                $"more than one field of {message.Name} is an IDENTIFIER: {Role.Quoted(identifiers.Select(field => field.Name), "and")}");
    }

    /// <summary>What <c>google.api.resource</c> says, or leaves to its usual name.</summary>
    private static Field? NameOf(MessageType message) => message.Resource switch
    {
        null => null,
        { NameField: "" } => message.Find("name"),
        { NameField: var name } => message.Find(name)
            ?? throw new MisfitException($"{message.Name} has no '{name}', which its google.api.resource names as name_field"),
    };

    private static Field? PointedTo(MessageType message, IReadOnlyList<Call> calls)
    {
        var pointers = calls
            .Select(call => (call.Method, Targets: Targets(call, message)))
            .Where(pair => pair.Targets.Count == 1)
            .Select(pair => (pair.Method, Target: pair.Targets.Single()))
            .ToList();
        var other = pointers.Find(pointer => pointer.Target != pointers[0].Target);
        return other.Method is null
            ? pointers.FirstOrDefault().Target
            : throw new MisfitException(
                $"{pointers[0].Method.Name} points to '{pointers[0].Target.Name}' of {message.Name} as its key, "
                + $"and {other.Method.Name} to '{other.Target.Name}'");
    }

    private static HashSet<Field> Targets(Call call, MessageType message)
    {
        var request = call.Method.Request;
        IEnumerable<KeyPointer> pointers = call.Verb switch
        {
            _ when call.Method.Kind != MethodKind.Unary => [],
            Verb.Get or Verb.Delete when call.Noun == message.Name => KeyFields.Pointers(request, message, many: false),
            Verb.BatchGet when call.Noun == Words.Plural(message) =>
            [
                .. KeyFields.Pointers(request, message, many: true),
                .. request.Fields.Where(field => BatchGetRule.IsListOfGets(field, message))
                    .SelectMany(field => KeyFields.Pointers(field.Message!, message, many: false)),
            ],
            _ => [],
        };
        return [.. pointers.Select(pointer => pointer.To)];
    }

    private static Field Usual(MessageType message)
    {
        string[] names = ["id", Words.Snake(message.Name) + "_id", "uid"];
        return names.Select(message.Find).FirstOrDefault(field => field is not null)
            ?? throw new MisfitException($"{message.Name} has no key: {Role.Quoted(names, "or")}");
    }
}
