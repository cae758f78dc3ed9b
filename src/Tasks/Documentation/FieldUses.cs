using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>What a default does with one field of its request.</summary>
/// <param name="Path">In the contract's names, from the request's root.</param>
/// <param name="Part">Which part of the rule it is: <c>Key</c>, <c>Mask</c>, <c>Refused</c>, <c>Unused</c>, … or a filter's operator.</param>
/// <param name="Target">The stored message's field that it is held against; null for none.</param>
public sealed record FieldUse(string Path, string Part, string? Target = null);

/// <summary>Reads from a plan what becomes of each field of the request.</summary>
internal static class FieldUses
{
    /// <summary>In the order of the fields' numbers; empty where the plan has nothing to say.</summary>
    public static IReadOnlyList<FieldUse> Of(Plan plan) =>
    [
        .. Parts(plan)
            .Concat(plan.Unsupported.Select(path => new Part(path, "Refused")))
            .OrderBy(part => part.Path.Fields[0].Number)
            .ThenBy(part => part.Path.Leaf.Number)
            .Select(part => new FieldUse(part.Path.Name, part.Name, part.Target?.Name)),
    ];

    private static IEnumerable<Part> Parts(Plan plan) => plan switch
    {
        GetPlan get => Named(("Key", get.Key), ("Mask", get.Mask)),
        ListPlan list =>
        [
            .. list.Filters.Select(Filter),
            .. Named(("PageSize", list.PageSize), ("PageToken", list.PageToken), ("OrderBy", list.OrderBy), ("ShowDeleted", list.ShowDeleted), ("Mask", list.Mask)),
        ],
        CreatePlan create => [.. Named(("Body", create.Body), ("NewKey", create.Id), ("NewParent", create.Parent)), .. Write(create)],
        UpdatePlan update => [.. Named(("UpdateKey", update.Id), ("Body", update.Body), ("UpdateMask", update.Mask), ("Etag", update.Etag)), .. Write(update)],
        DeletePlan delete => [.. Named(("Key", delete.Key), ("Etag", delete.Etag), ("AllowMissing", delete.AllowMissing)), .. Write(delete)],
        UndeletePlan undelete => [.. Named(("Key", undelete.Key), ("Etag", undelete.Etag)), .. Write(undelete)],
        BatchGetPlan batch =>
        [
            new(new FieldPath(batch.InnerKey is { } inner ? [batch.Keys, inner] : [batch.Keys]), "Keys"),
            .. Named(("KeysParent", batch.Parent), ("Mask", batch.Mask)),
        ],
        ImportPlan import => [.. Named(("Body", import.Wrapper)), .. Unused(import.Unused)],
        WatchPlan watch => watch.Filters.Select(Filter),
        WatchCommandPlan command => [.. Named(("Key", command.Key), ("Delta", command.Delta), ("Value", command.Value)), .. Unused(command.Unused)],
        _ => [],
    };

    private static IEnumerable<Part> Write(WritePlan plan) => Named(("ValidateOnly", plan.ValidateOnly), ("RequestId", plan.RequestId));

    private static IEnumerable<Part> Unused(IEnumerable<Field> fields) => fields.Select(field => new Part(new FieldPath([field]), "Unused"));

    private static Part Filter(Filter filter) => new(filter.Path, filter.Operator.ToString(), filter.Target);

    private static IEnumerable<Part> Named(params (string Name, Field? Field)[] parts) =>
        from part in parts
        where part.Field is not null
        select new Part(new FieldPath([part.Field]), part.Name);

    private sealed record Part(FieldPath Path, string Name, Field? Target = null);
}
