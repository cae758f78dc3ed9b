namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>What the writing rules share about requests.</summary>
internal static class Writes
{
    private static readonly Role ValidateOnlyRole =
        new("a trial", field => field is { IsSingular: true, Kind: FieldKind.Bool }, "validate_only");

    private static readonly Role RequestIdRole = new("the request's id", field => field.IsString, "request_id");

    /// <summary>The request's switch for a trial; none in a request that is M itself, whose fields are all data.</summary>
    public static Field? ValidateOnly(MessageType request, Resource resource) => In(ValidateOnlyRole, request, resource);

    public static Field? RequestId(MessageType request, Resource resource) => In(RequestIdRole, request, resource);

    private static Field? In(Role role, MessageType request, Resource resource) =>
        request == resource.Message ? null : role.In(request);
}
