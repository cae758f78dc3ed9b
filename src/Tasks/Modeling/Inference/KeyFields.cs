namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Which fields of requests and answers stand for M's key.</summary>
internal static class KeyFields
{
    /// <summary>The names that make a field of a request a key field before M's key is known.</summary>
    public static IReadOnlyList<string> Usual(MessageType message) =>
    [
        .. message.Fields.Where(field => field.Behaviors.Contains(FieldBehavior.Identifier)).Select(field => field.Name),
        Words.Snake(message.Name) + "_id",
        "id",
        .. message.Find("id") is null ? new[] { "name" } : [],
        "uid",
    ];

    /// <summary>What the fields of a request point to in M, by their names alone.</summary>
    /// <param name="many">The request has lists of keys.</param>
    public static IReadOnlyList<KeyPointer> Pointers(MessageType request, MessageType message, bool many)
    {
        var id = Words.Snake(message.Name) + "_id";
        var key = message.Find("id") ?? message.Find(id);
        (string From, Field? To)[] names = many
            ? [(id + "s", key), ("ids", message.Find("id")), ("names", NameOf(message))]
            : [(id, key), ("id", message.Find("id")), ("name", NameOf(message)), ("uid", message.Find("uid"))];
        return
        [
            .. from name in names
               let field = request.Find(name.From)
               where field is not null && name.To is not null && field.IsRepeated == many && !field.IsMap
               select new KeyPointer(field, name.To),
        ];
    }

    /// <summary>The names that a key field has.</summary>
    public static IReadOnlyList<string> Names(Resource resource) => resource.Key.Name == "name"
        ? ["name"]
        : [.. new[] { Words.Snake(resource.Message.Name) + "_id", resource.Key.Name }.Distinct()];

    /// <summary>The names that a list of keys has.</summary>
    public static IReadOnlyList<string> ListNames(Resource resource) => [.. Names(resource).Select(Words.Plural)];

    /// <summary>The key field of an error or of a change: the first whose name and type fit.</summary>
    public static Field? Find(MessageType holder, Resource resource) =>
        Names(resource).Select(holder.Find).FirstOrDefault(field => field is { IsSingular: true } && field.AgreesWith(resource.Key));

    /// <summary>The field of a Create's request that says the key, beside M itself.</summary>
    public static Field? NewId(MessageType request, Resource resource) =>
        Agreeing(request, resource, many: false, [Words.Snake(resource.Message.Name) + "_id"]);

    /// <summary>The list of keys of a request.</summary>
    public static Field? FindList(MessageType request, Resource resource) => Agreeing(request, resource, many: true, ListNames(resource));

    /// <summary>The key field of a request, or of a message that is of no use without.</summary>
    public static Field Needed(MessageType holder, Resource resource) => Agreeing(holder, resource, many: false, Names(resource))
        ?? throw new MisfitException($"{holder.Name} has no key field: {Role.Quoted(Names(resource), "or")}");

    /// <summary>A display name beside an id is never the key.</summary>
    private static Field? NameOf(MessageType message) => message.Find("id") is null ? message.Find("name") : null;

    private static Field? Agreeing(MessageType holder, Resource resource, bool many, IReadOnlyList<string> names)
    {
        var field = names.Select(holder.Find).FirstOrDefault(field => field is not null && field.IsRepeated == many && !field.IsMap);
        return field is null || field.AgreesWith(resource.Key)
            ? field
            : throw new MisfitException(
                $"'{field.Name}' of {holder.Name} is {field.ValueType}, "
                + $"and the key '{resource.Key.Name}' of {resource.Message.Name} is {resource.Key.ValueType}");
    }
}

/// <param name="From">A field of a request.</param>
/// <param name="To">The field of M that it names.</param>
internal sealed record KeyPointer(Field From, Field To);
