namespace GrpcServiceTemplate;

/// <summary>What the templates would make of the tests' contract.</summary>
internal static class ContractMethods
{
    public static IReadOnlyList<RetryableMethod> Retryable { get; } =
    [
        new("shop.v1.Shop", "ListItems"),
        new("notes.v1.Notes", "GetNote"),
        new("notes.v1.Notes", "WatchNotes"),
        new("notes.v1.Notes", "CreateNote", ByRequestId: true),
    ];
}
