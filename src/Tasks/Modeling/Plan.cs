namespace Grpc.Service.Sdk.Modeling;

/// <summary>A stored message and the fields that the defaults treat specially (semantics, section 4).</summary>
/// <param name="Message">M.</param>
/// <param name="Key">M's key field: a string or an integer.</param>
public sealed record Resource(MessageType Message, Field Key)
{
    /// <summary>The forms of M's names, which are its keys (<c>shelves/{shelf}/books/{book}</c>); none where any key will do.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary><c>create_time</c> or <c>created_at</c> of type Timestamp: always the server's.</summary>
    public Field? CreateTime { get; init; }

    /// <summary><c>update_time</c> or <c>updated_at</c> of type Timestamp: always the server's.</summary>
    public Field? UpdateTime { get; init; }

    /// <summary><c>delete_time</c> of type Timestamp: what is deleted is only marked, and can be brought back.</summary>
    public Field? DeleteTime { get; init; }

    /// <summary><c>etag</c>: the revision, which the store counts and no message holds.</summary>
    public Field? Etag { get; init; }

    /// <summary>An OUTPUT_ONLY <c>uid</c>: a UUID that the server gives once.</summary>
    public Field? Uid { get; init; }

    public override string ToString() => Message.FullName;
}

/// <summary>The inferred default behaviour of one method; <see cref="Rule"/> is the row of the semantics' table.</summary>
public abstract record Plan(string Rule)
{
    /// <summary>
    /// Request fields that the rule does not use: refused as FIELD_NOT_SUPPORTED when set (R1–R6, R8). A path leads through
    /// one message at most: List's filter, or the repeated requests of a BatchGet.
    /// </summary>
    public IReadOnlyList<FieldPath> Unsupported { get; init; } = [];
}

/// <summary>A default over stored messages.</summary>
/// <param name="Resource">M.</param>
public abstract record ResourcePlan(string Rule, Resource Resource) : Plan(Rule);

/// <summary>Fields from a message's root down to a leaf (<c>filter.min_price</c>).</summary>
public sealed record FieldPath(IReadOnlyList<Field> Fields)
{
    public Field Leaf => Fields[^1];

    /// <summary>The path in proto names.</summary>
    public string Name => string.Join('.', Fields.Select(part => part.Name));

    public override string ToString() => Name;
}

/// <summary>R10 and whatever did not fit: an honest UNIMPLEMENTED.</summary>
/// <param name="Reason">Which part of the convention failed, for the build's output and the docs.</param>
/// <param name="Contradiction">The verb picked a rule whose shape does not fit: the build says so in a message.</param>
public sealed record UnimplementedPlan(string Reason, bool Contradiction = false) : Plan("R10")
{
    /// <summary>The project says that it wants no default (<c>Default="None"</c>): the method is its own to implement.</summary>
    public bool Declared { get; init; }
}

/// <summary>R1: the resource by key, with a read mask.</summary>
public sealed record GetPlan(Resource Resource, Field Key) : ResourcePlan("R1", Resource)
{
    /// <summary>The request's read mask: a FieldMask or a repeated string.</summary>
    public Field? Mask { get; init; }

    /// <summary>The answer's one field of type M where the answer is a wrapper; null where it is M itself.</summary>
    public Field? Wrapper { get; init; }
}

public enum FilterOperator
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>The repeated target contains the value.</summary>
    Has,

    /// <summary>The target is one of the given values.</summary>
    In,

    /// <summary>The repeated target contains all the given values.</summary>
    All,

    /// <summary>Target ≥ value.</summary>
    Ge,

    /// <summary>Target ≤ value.</summary>
    Le,

    /// <summary>The target, a name, lies directly under the value, in which <c>-</c> stands for any one segment.</summary>
    Parent,
}

/// <param name="Path">From the request's root.</param>
/// <param name="Target">A field of M.</param>
public sealed record Filter(FieldPath Path, Field Target, FilterOperator Operator);

/// <summary>R2: many resources, unary (with <see cref="Items"/>) or as a stream of M.</summary>
public sealed record ListPlan(Resource Resource) : ResourcePlan("R2", Resource)
{
    /// <summary>The answer's repeated M; null for a stream.</summary>
    public Field? Items { get; init; }

    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>page_size, page_token and (unary) next_page_token are all there; else none of the three is used.</summary>
    public bool Paged => PageSize is not null;

    public Field? PageSize { get; init; }

    public Field? PageToken { get; init; }

    /// <summary>Null for a stream, which answers it in the trailer <c>next-page-token</c>.</summary>
    public Field? NextPageToken { get; init; }

    public Field? TotalSize { get; init; }

    public Field? OrderBy { get; init; }

    /// <summary>The request's <c>show_deleted</c>: also what is only marked as deleted, which a list leaves out otherwise.</summary>
    public Field? ShowDeleted { get; init; }

    public Field? Mask { get; init; }
}

/// <summary>R6: many resources by key, in the request's order.</summary>
public sealed record BatchGetPlan(Resource Resource, Field Keys, Field Items) : ResourcePlan("R6", Resource)
{
    /// <summary>The key field inside <see cref="Keys"/> where that is a repeated GetMRequest; null where it is a repeated key.</summary>
    public Field? InnerKey { get; init; }

    /// <summary>The request's <c>parent</c>, under which all names must lie.</summary>
    public Field? Parent { get; init; }

    public Field? Mask { get; init; }

    /// <summary>The answer's list of missing keys; null makes the first missing one NOT_FOUND.</summary>
    public Field? NotFound { get; init; }
}

/// <summary>R7: a client stream of resources, upserted as they arrive, answered with counters.</summary>
public sealed record ImportPlan(Resource Resource) : ResourcePlan("R7", Resource)
{
    /// <summary>The request's one field of type M where the request is a wrapper.</summary>
    public Field? Wrapper { get; init; }

    public Field? Received { get; init; }

    public Field? Stored { get; init; }

    public Field? Failed { get; init; }

    public ImportErrors? Errors { get; init; }

    /// <summary>Request fields beside the wrapper: accepted and unused.</summary>
    public IReadOnlyList<Field> Unused { get; init; } = [];
}

/// <param name="List">The answer's repeated error message.</param>
/// <param name="Index">Its position field, from 0.</param>
/// <param name="Key">Its copy of M's key.</param>
/// <param name="Text">Its text.</param>
public sealed record ImportErrors(Field List, Field? Index, Field? Key, Field Text);

/// <summary>R8: the changes of a resource, or of one number of it, as a stream.</summary>
public sealed record WatchPlan(Resource Resource) : ResourcePlan("R8", Resource)
{
    /// <summary>F, the watched number; null where every change of M is told.</summary>
    public Field? Target { get; init; }

    /// <summary>What the answer tells of a change; null where it is M, of which deletions are not told.</summary>
    public ChangeShape? Change { get; init; }

    /// <summary>The request's key field and the filters that a List has.</summary>
    public IReadOnlyList<Filter> Filters { get; init; } = [];
}

/// <summary>R9: commands in, changes of one numeric field out.</summary>
/// <param name="Target">F, the watched field of M.</param>
/// <param name="Key">The command's key field.</param>
public sealed record WatchCommandPlan(Resource Resource, Field Target, Field Key) : ResourcePlan("R9", Resource)
{
    /// <summary>The command's change; exactly one of Delta and Value is there.</summary>
    public Field? Delta { get; init; }

    /// <summary>The command's new value.</summary>
    public Field? Value { get; init; }

    public required ChangeShape Change { get; init; }

    /// <summary>Command fields that the rule accepts and does not use.</summary>
    public IReadOnlyList<Field> Unused { get; init; } = [];
}

/// <summary>Which of a change message's fields say what (semantics, section 4, rows R8 and R9).</summary>
public sealed record ChangeShape
{
    public Field? Key { get; init; }

    /// <summary>F before the change: numeric, or of type M.</summary>
    public Field? Old { get; init; }

    /// <summary>F after the change: numeric, or of type M.</summary>
    public required Field New { get; init; }

    public Field? Time { get; init; }

    public Field? Actor { get; init; }
}
