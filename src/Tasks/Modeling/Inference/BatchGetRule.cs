namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R6: many resources by their keys.</summary>
internal static class BatchGetRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        var (request, answer) = (call.Method.Request, call.Method.Response);
        var (message, items) = Subject.OfBatchGet(call);
        var resource = resources.Of(message);
        var parent = Requests.ParentOf(request, resource);
        var keys = Keys(request, resource);
        var innerKey = keys.Message is { } get ? KeyFields.Needed(get, resource) : null;
        var mask = Requests.MaskOf(request);
        return new BatchGetPlan(resource, keys, items!)
        {
            InnerKey = innerKey,
            Parent = parent,
            Mask = mask,
            NotFound = NotFound(resource).In(answer),
            Unsupported = [.. Requests.Others(request, keys, parent, mask), .. InnerOthers(keys, innerKey)],
        };
    }

    /// <summary>A list of the requests that Get takes.</summary>
    public static bool IsListOfGets(Field field, MessageType message) =>
        field is { IsRepeated: true, Message: { Parent: null } type }
        && type.Name == $"Get{message.Name}Request" && type.File.Package == message.File.Package;

    private static Field Keys(MessageType request, Resource resource)
    {
        Field[] candidates =
        [
            .. new[] { KeyFields.FindList(request, resource) }.OfType<Field>(),
            .. request.Fields.Where(field => IsListOfGets(field, resource.Message)),
        ];
        return candidates switch
        {
            [var keys] => keys,
            [] => throw new MisfitException(
                $"{request.Name} has no list of keys: {Role.Quoted(KeyFields.ListNames(resource), "or")}, "
                + $"or a repeated Get{resource.Message.Name}Request"),
            _ => throw new MisfitException(
                $"{request.Name} has more than one list of keys: {Role.Quoted(candidates.Select(field => field.Name), "and")}"),
        };
    }

    private static Role NotFound(Resource resource) => new(
        "the missing keys",
        field => field.IsRepeated && field.AgreesWith(resource.Key),
        ["not_found", "not_found_ids", "missing", .. KeyFields.ListNames(resource).Select(name => "missing_" + name)]);

    private static IEnumerable<FieldPath> InnerOthers(Field keys, Field? innerKey) =>
        innerKey is null ? [] : keys.Message!.Fields.Where(field => field != innerKey).Select(field => new FieldPath([keys, field]));
}
