namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>What the writing rules share about requests.</summary>
internal static class Writes
{
    private static readonly Role ValidateOnlyRole =
        new("a trial", field => field is { IsSingular: true, Kind: FieldKind.Bool }, "validate_only");

    private static readonly Role AllowMissingRole =
        new("leave to be missing", field => field is { IsSingular: true, Kind: FieldKind.Bool }, "allow_missing");

    private static readonly Role EtagRole = new("the etag", field => field.IsString, "etag");

    private static readonly Role RequestIdRole = new("the request's id", field => field.IsString, "request_id");

    /// <summary>The request's switch for a trial; none in a request that is M itself, whose fields are all data.</summary>
    public static Field? ValidateOnly(MessageType request, Resource resource) => In(ValidateOnlyRole, request, resource);

    public static Field? RequestId(MessageType request, Resource resource) => In(RequestIdRole, request, resource);

    public static Field? AllowMissing(MessageType request, Resource resource) => In(AllowMissingRole, request, resource);

    /// <summary>The etag that the request itself has, M's own where it is M.</summary>
    public static Field? Etag(MessageType request) => EtagRole.In(request);

    private static Field? In(Role role, MessageType request, Resource resource) =>
        request == resource.Message ? null : role.In(request);
}
