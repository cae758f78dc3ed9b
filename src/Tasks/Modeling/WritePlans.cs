namespace Grpc.Service.Sdk.Modeling;

/// <summary>A default that writes one resource.</summary>
public abstract record WritePlan(string Rule, Resource Resource) : ResourcePlan(Rule, Resource)
{
    /// <summary>The answer's one field of type M where the answer is a wrapper; null where it is M itself.</summary>
    public Field? Wrapper { get; init; }

    /// <summary>The request's <c>validate_only</c>: all but the writing.</summary>
    public Field? ValidateOnly { get; init; }

    /// <summary>The request's <c>request_id</c>: a call that is sent again is answered, not done again.</summary>
    public Field? RequestId { get; init; }
}

/// <summary>R3: a new resource.</summary>
public sealed record CreatePlan(Resource Resource) : WritePlan("R3", Resource)
{
    /// <summary>The request's one field of type M; null where the request is M itself.</summary>
    public Field? Body { get; init; }

    /// <summary>The request's own field for the key, beside the one inside M.</summary>
    public Field? Id { get; init; }

    /// <summary>The request's <c>parent</c>, under which the name is made.</summary>
    public Field? Parent { get; init; }

    /// <summary>The resources that a parent of M can be: one that is not there has no children.</summary>
    public IReadOnlyList<Resource> Parents { get; init; } = [];

    /// <summary>A key inside M counts; false where the contract says that it is the server's to give.</summary>
    public bool TakesKeyOfBody { get; init; }
}

/// <summary>R4: a resource, changed as a mask says.</summary>
public sealed record UpdatePlan(Resource Resource) : WritePlan("R4", Resource)
{
    /// <summary>The request's one field of type M; null where the request is M itself.</summary>
    public Field? Body { get; init; }

    /// <summary>The request's own field for the key, beside the one inside M; where both are given they must agree.</summary>
    public Field? Id { get; init; }

    /// <summary>The request's mask: a FieldMask or a repeated string; null replaces the whole.</summary>
    public Field? Mask { get; init; }

    /// <summary>The request's own <c>etag</c>, beside the one inside M.</summary>
    public Field? Etag { get; init; }
}

/// <summary>R5: the end of a resource; it is only marked where M has <c>delete_time</c>.</summary>
/// <param name="Key">The request's key field.</param>
public sealed record DeletePlan(Resource Resource, Field Key) : WritePlan("R5", Resource)
{
    /// <summary>The request's <c>etag</c>: only the message that it was told of is to go.</summary>
    public Field? Etag { get; init; }

    /// <summary>The request's <c>allow_missing</c>: what is not there counts as deleted.</summary>
    public Field? AllowMissing { get; init; }

    /// <summary>The answer is M or a wrapper of it; false where it is a message without fields.</summary>
    public bool AnswersResource { get; init; }
}

/// <summary>R5b: a resource that was marked as deleted comes back.</summary>
/// <param name="Key">The request's key field.</param>
public sealed record UndeletePlan(Resource Resource, Field Key) : WritePlan("R5b", Resource)
{
    /// <summary>The request's <c>etag</c>: only the message that it was told of is to come back.</summary>
    public Field? Etag { get; init; }
}
