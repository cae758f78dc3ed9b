namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>What the rules share about requests.</summary>
internal static class Requests
{
    private static readonly Role ReadMask = new(
        "the read mask",
        field => field.Name is "read_mask" or "field_mask" ? field.IsFieldMask : field.IsStringList,
        "read_mask", "field_mask", "fields", "paths");

    /// <summary>The fields of M that the caller wants: a FieldMask or a list of paths; null for none.</summary>
    public static Field? MaskOf(MessageType request) => ReadMask.In(request);

    /// <summary>A parent says what the answer must be limited to, and only a resource's pattern says how.</summary>
    public static Field? ParentOf(MessageType request, Resource resource) => request.Find("parent") switch
    {
        { IsString: true } when resource.Patterns.Count == 0 =>
            throw new MisfitException($"{request.Name} has a 'parent', and no google.api.resource says what that names"),
        { IsString: true } parent => parent,
        _ => null,
    };

    /// <summary>One key: a request that names two fields of M could mean either.</summary>
    public static void MustPointToOne(MessageType request, MessageType message)
    {
        var pointers = KeyFields.Pointers(request, message, many: false);
        if (pointers.FirstOrDefault(pointer => pointer.To != pointers[0].To) is { } other)
        {
            throw new MisfitException(
                $"{request.Name} points to two fields of {message.Name}: "
                + $"'{pointers[0].From.Name}' to '{pointers[0].To.Name}', '{other.From.Name}' to '{other.To.Name}'");
        }
    }

    /// <summary>The request's fields that have no part in the rule.</summary>
    public static IReadOnlyList<FieldPath> Others(MessageType request, params Field?[] used) =>
        [.. request.Fields.Except(used).Select(field => new FieldPath([field!]))];
}
