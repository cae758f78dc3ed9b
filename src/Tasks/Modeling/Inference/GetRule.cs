namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R1: one resource by its key.</summary>
internal static class GetRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        var request = call.Method.Request;
        var (message, wrapper) = Subject.OfGet(call);
        var resource = resources.Of(message);
        MustPointToOne(request, message);
        Requests.MustHaveNoParent(request);
        var key = KeyFields.Needed(request, resource);
        var mask = Requests.MaskOf(request);
        return new GetPlan(resource, key) { Wrapper = wrapper, Mask = mask, Unsupported = Requests.Others(request, key, mask) };
    }

    private static void MustPointToOne(MessageType request, MessageType message)
    {
        var pointers = KeyFields.Pointers(request, message, many: false);
        if (pointers.FirstOrDefault(pointer => pointer.To != pointers[0].To) is { } other)
        {
            throw new MisfitException(
                $"{request.Name} points to two fields of {message.Name}: "
                + $"'{pointers[0].From.Name}' to '{pointers[0].To.Name}', '{other.From.Name}' to '{other.To.Name}'");
        }
    }
}
