namespace Grpc.Service.Sdk.Modeling;

/// <summary>The plan as the build's output shows it: each decision on a line, and how many there are of each.</summary>
public static class ContractSummary
{
    /// <summary>One line a method: <c>ecommerce.v1.ProductService/GetProduct: R1 get Product by id</c>.</summary>
    public static IEnumerable<string> Lines(Contract contract) =>
        contract.Services.SelectMany(service => service.Methods)
            .Select(method => $"{method.Path}: {method.Plan.Rule} {Describe(method.Plan)}");

    /// <summary><c>7 methods: R1 1, R2 2, R10 4</c>.</summary>
    public static string Counts(Contract contract)
    {
        var rules = contract.Services.SelectMany(service => service.Methods).CountBy(method => method.Plan.Rule)
            .OrderBy(rule => rule.Key.Length).ThenBy(rule => rule.Key, StringComparer.Ordinal)
            .ToList();
        var methods = rules.Sum(rule => rule.Value);
        var details = string.Join(", ", rules.Select(rule => $"{rule.Key} {rule.Value}"));
        return methods == 0 ? "no methods" : $"{methods} {(methods == 1 ? "method" : "methods")}: {details}";
    }

    /// <summary>What the default does, in words.</summary>
    public static string Describe(Plan plan) =>
        string.Join("; ", Parts(plan).Append(Listed("not supported", plan.Unsupported)).Where(part => part.Length > 0));

    private static IEnumerable<string> Parts(Plan plan) => plan switch
    {
        GetPlan get => [$"get {Named(get)} by {get.Resource.Key.Name}", Mask(get.Mask)],
        ListPlan list =>
        [
            $"list {Named(list)}{(list.Items is null ? " as a stream" : "")}{(list.Paged ? " in pages" : "")}",
            .. Names(list.ShowDeleted),
            list.OrderBy is { } order ? $"order {order.Name}" : "",
            Where(list.Filters),
            Mask(list.Mask),
        ],
        BatchGetPlan batch =>
        [
            $"get many {Named(batch)} by {batch.Resource.Key.Name}",
            .. Names(batch.Parent),
            batch.NotFound is { } missing ? $"missing in {missing.Name}" : "all or NOT_FOUND",
            Mask(batch.Mask),
        ],
        CreatePlan create => [$"create {Named(create)} by {create.Resource.Key.Name}", Key(create), .. Names(create.Parent), .. Options(create)],
        UpdatePlan update =>
        [
            $"update {Named(update)} by {update.Resource.Key.Name}",
            .. update.Id is null ? (string[])[] : [$"key from {update.Id.Name} or {update.Body!.Name}"],
            update.Mask is null ? "the whole" : Mask(update.Mask),
            .. Options(update),
            .. Names(update.Etag),
        ],
        DeletePlan delete => [$"delete {Named(delete)} by {delete.Resource.Key.Name}{(delete.Resource.DeleteTime is null ? "" : " softly")}", .. Options(delete), .. Names(delete.Etag, delete.AllowMissing)],
        UndeletePlan undelete => [$"undelete {Named(undelete)} by {undelete.Resource.Key.Name}", .. Options(undelete), .. Names(undelete.Etag)],
        ImportPlan import =>
        [
            $"import {Named(import)}",
            Listed("answer", Names(import.Received, import.Stored, import.Failed, import.Errors?.List)),
            Listed("unused", Names([.. import.Unused])),
        ],
        WatchPlan watch =>
        [
            $"watch {(watch.Target is { } target ? $"{target.Name} of " : "")}{Named(watch)}",
            Where(watch.Filters),
        ],
        WatchCommandPlan watch =>
        [
            $"change and watch {watch.Target.Name} of {Named(watch)} by {(watch.Delta ?? watch.Value)!.Name}",
            Listed("unused", Names([.. watch.Unused])),
        ],
        UnimplementedPlan none => [$"UNIMPLEMENTED: {none.Reason}"],
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, null),
    };

    private static string Named(ResourcePlan plan) => plan.Resource.Message.Name;

    private static string Key(CreatePlan create) => (create.Id, create.TakesKeyOfBody) switch
    {
        ({ } id, true) => $"key from {id.Name}, {create.Body!.Name} or made",
        ({ } id, false) => $"key from {id.Name} or made",
        (null, true) => "key given or made",
        (null, false) => "key made",
    };

    private static IEnumerable<string> Options(WritePlan plan) =>
        [.. Names(plan.ValidateOnly, plan.RequestId)];

    private static string Where(IEnumerable<Filter> filters) =>
        Listed("where", filters.Select(filter => $"{filter.Path} {Sign(filter.Operator)} {filter.Target.Name}"));

    private static string Mask(Field? mask) => mask is null ? "" : $"mask {mask.Name}";

    private static IEnumerable<string> Names(params Field?[] fields) => fields.OfType<Field>().Select(field => field.Name);

    private static string Listed(string title, IEnumerable<object> items) =>
        string.Join(", ", items) is { Length: > 0 } list ? $"{title} {list}" : "";

    /// <summary>Read from the request's field to M's: <c>category in categories</c>, <c>min_price &lt;= price</c>.</summary>
    private static string Sign(FilterOperator filter) => filter switch
    {
        FilterOperator.Eq => "=",
        FilterOperator.Has => "in",
        FilterOperator.In => "any of",
        FilterOperator.All => "all in",
        FilterOperator.Ge => "<=",
        FilterOperator.Parent => "above",
        _ => ">=",
    };
}
