using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>
/// One request of each method that its checks accept, as protobuf's JSON: what is REQUIRED is filled, enums and times are
/// valid, names fit their patterns, and the same contract gives the same sample on every machine.
/// </summary>
internal sealed class RequestSample
{
    private static readonly JsonSerializerOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions s_indented = new(s_line) { WriteIndented = true, NewLine = "\n" };

    private readonly SampleMessage _message;
    private readonly JsonObject _json;

    private RequestSample(Method method, ResourceTypes types, bool hasServer)
    {
        _message = new SampleMessage(method.Request, types);
        if (hasServer && method.Plan is ResourcePlan plan)
        {
            Decide(plan, plan.Resource);
        }

        _json = _message.Build();
    }

    /// <param name="hasServer">False where there are no defaults whose rules a sample could follow.</param>
    public static RequestSample Of(Method method, ResourceTypes types, bool hasServer) => new(method, types, hasServer);

    public string Indented => _json.ToJsonString(s_indented);

    public string Line => _json.ToJsonString(s_line);

    /// <summary>Says of the fields that have a part in the rule what they hold, and leaves out what would be refused or get in the way.</summary>
    private void Decide(ResourcePlan plan, Resource resource)
    {
        _message.LeaveOut(plan.Unsupported.Select(path => path.Leaf));
        switch (plan)
        {
            case GetPlan get:
                Keys(resource, get.Key);
                GiveIfRequired(get.Mask, resource.Key);
                break;
            case ListPlan list:
                Parents(resource, list.Filters);
                _message.Give(list.PageSize, 10);
                LeaveOut(list.PageToken, list.ShowDeleted);
                GiveIfRequired(list.OrderBy, resource.Key);
                GiveIfRequired(list.Mask, resource.Key);
                break;
            case CreatePlan create:
                Create(create);
                break;
            case UpdatePlan update:
                Update(update);
                break;
            case DeletePlan delete:
                Keys(resource, delete.Key);
                LeaveOut(delete.Etag, delete.AllowMissing, delete.ValidateOnly, delete.RequestId);
                break;
            case UndeletePlan undelete:
                Keys(resource, undelete.Key);
                LeaveOut(undelete.Etag, undelete.ValidateOnly, undelete.RequestId);
                break;
            case BatchGetPlan batch:
                BatchGet(batch);
                break;
            case ImportPlan import:
                Stored(resource);
                _message.Give(resource.Key, Key(resource));
                LeaveOut([.. import.Unused]);
                break;
            case WatchPlan watch:
                Parents(resource, watch.Filters);
                Keys(resource, [.. watch.Filters.Where(filter => filter.Target == resource.Key && filter.Operator == FilterOperator.Eq).Select(filter => filter.Path.Leaf)]);
                break;
            case WatchCommandPlan command:
                Keys(resource, command.Key);
                LeaveOut([.. command.Unused]);
                break;
        }
    }

    private void Create(CreatePlan create)
    {
        var resource = create.Resource;
        Stored(resource);
        LeaveOut(create.ValidateOnly, create.RequestId);
        var pattern = create.Parent is null
            ? resource.Patterns.FirstOrDefault(pattern => SampleNames.Parent(pattern).Length == 0)
            : resource.Patterns is [var first, ..] ? first : null;
        _message.Give(create.Parent, pattern is null || SampleNames.Parent(pattern) is not { Length: > 0 } parent ? null : JsonValue.Create(parent));
        if (create.Id is not null)
        {
            _message.Give(create.Id, pattern is null ? Key(resource) : JsonValue.Create(SampleNames.Id(pattern)));
            _message.Exempt([resource.Key]);
        }
        else if (create.TakesKeyOfBody)
        {
            _message.Give(resource.Key, pattern is null ? Key(resource) : JsonValue.Create(SampleNames.Name(pattern)));
        }
        else
        {
            _message.Exempt([resource.Key]);
        }
    }

    /// <summary>The mask names what is sent, as far as JSON can write it; nothing that must not change is sent.</summary>
    private void Update(UpdatePlan update)
    {
        var resource = update.Resource;
        Stored(resource);
        _message.Give(resource.Key, Key(resource));
        if (update.Id is { } id)
        {
            _message.Give(id, Key(resource));
        }

        LeaveOut(update.Etag, update.ValidateOnly, update.RequestId);
        Field[] fixedOnes = [.. resource.Message.Fields.Where(field => field.Behaviors.Contains(FieldBehavior.Immutable) && field != resource.Key)];
        _message.LeaveOut(fixedOnes);
        Field[] changed =
        [
            .. _message.Included(resource.Message).Except(fixedOnes).Where(field => field != resource.Key
                && (update.Mask?.IsFieldMask != true || SampleMessage.SurvivesJson(field.Name))),
        ];
        if (update.Mask is { } mask && changed.Length > 0)
        {
            _message.Give(mask, mask.IsFieldMask
                ? JsonValue.Create(string.Join(',', changed.Select(field => SampleMessage.Camel(field.Name))))
                : new JsonArray([.. changed.Select(field => JsonValue.Create(field.Name))]));
            _message.Exempt(resource.Message.Fields.Except(changed).Where(field => field != resource.Key));
        }
        else
        {
            LeaveOut(update.Mask);
        }
    }

    private void BatchGet(BatchGetPlan batch)
    {
        GiveIfRequired(batch.Mask, batch.Resource.Key);
        if (batch.InnerKey is { } inner)
        {
            Keys(batch.Resource, inner);
        }
        else
        {
            _message.Give(batch.Keys, new JsonArray(Key(batch.Resource)));
        }

        _message.Give(batch.Parent, ParentOf(batch.Resource));
    }

    /// <summary>What is the server's is not sent.</summary>
    private void Stored(Resource resource) =>
        LeaveOut(resource.CreateTime, resource.UpdateTime, resource.DeleteTime, resource.Etag, resource.Uid);

    private void Keys(Resource resource, params Field[] fields)
    {
        foreach (var field in fields)
        {
            _message.Give(field, Key(resource));
        }
    }

    private void Parents(Resource resource, IEnumerable<Filter> filters)
    {
        foreach (var filter in filters.Where(filter => filter.Operator == FilterOperator.Parent))
        {
            _message.Give(filter.Path.Leaf, ParentOf(resource));
        }
    }

    /// <summary>A mask, or an order, that names the key: one that leads somewhere whatever the message is.</summary>
    private void GiveIfRequired(Field? field, Field key)
    {
        if (field is not null && (field.IsRequired || field.Behaviors.Contains(FieldBehavior.Required)))
        {
            _message.Give(field, field.IsRepeated ? new JsonArray(key.Name) : field.IsFieldMask ? SampleMessage.Camel(key.Name) : key.Name);
        }
        else
        {
            LeaveOut(field);
        }
    }

    private void LeaveOut(params Field?[] fields) => _message.LeaveOut(fields.OfType<Field>());

    private static JsonValue? ParentOf(Resource resource) =>
        resource.Patterns is [var pattern, ..] && SampleNames.Parent(pattern) is { Length: > 0 } parent ? JsonValue.Create(parent) : null;

    private static JsonNode Key(Resource resource) => resource switch
    {
        { Patterns: [var pattern, ..] } => JsonValue.Create(SampleNames.Name(pattern)),
        { Key.Kind: FieldKind.String } => JsonValue.Create(SampleNames.Key(resource.Message)),
        _ => SampleMessage.One(resource.Key.Kind),
    };
}
