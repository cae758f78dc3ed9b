namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R4: a resource, changed as a mask says; its key is the one inside M, or beside it.</summary>
internal static class UpdateRule
{
    private static readonly Role Mask = new(
        "the mask",
        field => field.Name is "update_mask" or "field_mask" ? field.IsFieldMask : field.IsStringList,
        "update_mask", "field_mask", "fields", "paths");

    public static Plan Fit(Call call, ResourceInference resources)
    {
        var request = call.Method.Request;
        var (message, body) = Subject.OfWrite(call);
        var resource = resources.Of(message);
        var plan = new UpdatePlan(resource) { Body = body, Wrapper = Subject.AnswerOf(call).Holder };
        if (body is null)
        {
            return plan;
        }

        Requests.ParentOf(request, resource);
        plan = plan with
        {
            Id = KeyFields.Find(request, resource),
            Mask = Mask.In(request),
            Etag = Writes.Etag(request),
            ValidateOnly = Writes.ValidateOnly(request, resource),
            RequestId = Writes.RequestId(request, resource),
        };
        return plan with { Unsupported = Requests.Others(request, body, plan.Id, plan.Mask, plan.Etag, plan.ValidateOnly, plan.RequestId) };
    }
}
