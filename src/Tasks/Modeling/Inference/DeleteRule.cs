namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R5: the end of a resource.</summary>
internal static class DeleteRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        call.MustBe(MethodKind.Unary);
        var (request, answer) = (call.Method.Request, call.Method.Response);
        var answered = answer.Fields.Count > 0 ? Subject.AnswerOf(call) : null;
        var resource = answered is null ? resources.Named(call.Noun) : resources.Of(answered.Message);
        Requests.MustPointToOne(request, resource.Message);
        Requests.ParentOf(request, resource);
        var plan = new DeletePlan(resource, KeyFields.Needed(request, resource))
        {
            Wrapper = answered?.Holder,
            AnswersResource = answered is not null,
            Etag = Writes.Etag(request),
            AllowMissing = Writes.AllowMissing(request, resource),
            ValidateOnly = Writes.ValidateOnly(request, resource),
            RequestId = Writes.RequestId(request, resource),
        };
        return plan with
        {
            Unsupported = Requests.Others(request, plan.Key, plan.Etag, plan.AllowMissing, plan.ValidateOnly, plan.RequestId),
        };
    }
}
