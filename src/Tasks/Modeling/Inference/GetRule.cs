namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R1: one resource by its key.</summary>
internal static class GetRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        var request = call.Method.Request;
        var (message, wrapper) = Subject.OfGet(call);
        var resource = resources.Of(message);
        Requests.MustPointToOne(request, message);
        Requests.ParentOf(request, resource);
        var key = KeyFields.Needed(request, resource);
        var mask = Requests.MaskOf(request);
        return new GetPlan(resource, key) { Wrapper = wrapper, Mask = mask, Unsupported = Requests.Others(request, key, mask) };
    }
}
