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

    /// <summary>A key inside M counts; false where the contract says that it is the server's to give.</summary>
    public bool TakesKeyOfBody { get; init; }
}
