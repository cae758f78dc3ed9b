namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Which fields of a List's request narrow it down, and to what of M; what is left is unsupported.</summary>
internal static class Filters
{
    private static readonly string[] PagingNames = ["page_size", "page_token"];

    /// <param name="used">The request's fields that already have another part.</param>
    public static (IReadOnlyList<Filter> Filters, IReadOnlyList<FieldPath> Unsupported) Between(
        MessageType request, Resource resource, IReadOnlyCollection<Field?> used)
    {
        var parent = Requests.ParentOf(request, resource);
        var paths = request.Fields.Except(used).SelectMany(field => IsFilterMessage(field!)
            ? field!.Message!.Fields.Select(inner => new FieldPath([field, inner]))
            : [new FieldPath([field!])]);
        var matches = paths.Select(path => (Path: path, Filter: path.Fields is [var field] && field == parent
            ? new Filter(path, resource.Key, FilterOperator.Parent)
            : Match(path, resource))).ToList();
        return (
            [.. matches.Select(match => match.Filter).OfType<Filter>()],
            [.. matches.Where(match => match.Filter is null).Select(match => match.Path)]);
    }

    private static bool IsFilterMessage(Field field) => field is { IsSingular: true, Message: { File.Package: not "google.protobuf" } type }
        && (field.Name == "filter" || type.Name.EndsWith("Filter", StringComparison.Ordinal));

    /// <summary>An etag is told by the store's counter and lies in no message: nothing can be looked for by it.</summary>
    private static Filter? Match(FieldPath path, Resource resource)
    {
        var (field, message) = (path.Leaf, resource.Message);
        if (resource.Etag is { } etag && field.Name == etag.Name)
        {
            return null;
        }

        if (!field.IsValue || PagingNames.Contains(path.Name) || path.Name == "filter")
        {
            return null;
        }

        return ByName(field, message.Find(field.Name)) is { } operation ? new Filter(path, message.Find(field.Name)!, operation)
            : Containment(field, message) is { } list ? new Filter(path, list, FilterOperator.Has)
            : Bound(field, message, "min_") is { } low ? new Filter(path, low, FilterOperator.Ge)
            : Bound(field, message, "max_") is { } high ? new Filter(path, high, FilterOperator.Le)
            : null;
    }

    private static FilterOperator? ByName(Field field, Field? target) => target?.AgreesWith(field) != true ? null
        : (field.IsRepeated, target.IsRepeated) switch
        {
            (false, false) => FilterOperator.Eq,
            (true, false) => FilterOperator.In,
            (true, true) => FilterOperator.All,
            _ => null,
        };

    /// <summary><c>category</c> in <c>categories</c>.</summary>
    private static Field? Containment(Field field, MessageType message) =>
        field.IsSingular && message.Find(Words.Plural(field.Name)) is { IsRepeated: true } list && list.AgreesWith(field) ? list : null;

    private static Field? Bound(Field field, MessageType message, string prefix) =>
        field.IsSingular && field.Name.StartsWith(prefix, StringComparison.Ordinal)
        && message.Find(field.Name[prefix.Length..]) is { IsSingular: true, IsQuantity: true } target && target.AgreesWith(field)
            ? target
            : null;
}
