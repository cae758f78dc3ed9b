namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R3: a new resource, under a key that is given or made.</summary>
internal static class CreateRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        var request = call.Method.Request;
        var (message, body) = Subject.OfWrite(call);
        var resource = resources.Of(message);
        var plan = new CreatePlan(resource)
        {
            Body = body,
            Wrapper = Subject.AnswerOf(call).Holder,
            TakesKeyOfBody = !resource.Key.Behaviors.Any(behavior => behavior is FieldBehavior.Identifier or FieldBehavior.OutputOnly),
        };
        if (body is null)
        {
            return plan;
        }

        var parent = Requests.ParentOf(request, resource);
        plan = plan with
        {
            Parent = parent,
            Parents = parent is null ? [] : resources.ParentsOf(resource),
            Id = KeyFields.NewId(request, resource),
            ValidateOnly = Writes.ValidateOnly(request, resource),
            RequestId = Writes.RequestId(request, resource),
        };
        return plan with { Unsupported = Requests.Others(request, body, parent, plan.Id, plan.ValidateOnly, plan.RequestId) };
    }
}
