namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R5b: a resource that was only marked as deleted comes back.</summary>
internal static class UndeleteRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        call.MustBe(MethodKind.Unary);
        var request = call.Method.Request;
        var (message, wrapper) = Subject.AnswerOf(call);
        var resource = resources.Of(message);
        if (resource.DeleteTime is null)
        {
            throw new MisfitException($"{message.Name} has no 'delete_time' of type Timestamp, without which what is deleted is gone");
        }

        Requests.MustPointToOne(request, message);
        Requests.ParentOf(request, resource);
        var plan = new UndeletePlan(resource, KeyFields.Needed(request, resource))
        {
            Wrapper = wrapper,
            Etag = Writes.Etag(request),
            ValidateOnly = Writes.ValidateOnly(request, resource),
            RequestId = Writes.RequestId(request, resource),
        };
        return plan with { Unsupported = Requests.Others(request, plan.Key, plan.Etag, plan.ValidateOnly, plan.RequestId) };
    }
}
