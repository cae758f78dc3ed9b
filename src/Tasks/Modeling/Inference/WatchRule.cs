namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R8: every change of a resource, or of one number of it, out.</summary>
internal static class WatchRule
{
    /// <param name="calls">All methods of the package that begin with a verb.</param>
    public static Plan Fit(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        var (request, answer) = (call.Method.Request, call.Method.Response);
        var (resource, target) = Watched(call, calls, resources);
        var change = answer == resource.Message ? null : Changes.Shape(answer, resource, target);
        var key = KeyFields.Find(request, resource);
        var (filters, unsupported) = Filters.Between(request, resource, [key]);
        return new WatchPlan(resource)
        {
            Target = target,
            Change = change,
            Filters = key is null ? filters : [new Filter(new FieldPath([key]), resource.Key, FilterOperator.Eq), .. filters],
            Unsupported = unsupported,
        };
    }

    /// <summary>M, by its name or plural, before a number of that name.</summary>
    private static (Resource Resource, Field? Target) Watched(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        if (resources.NamedOrListed(call.Noun) is { } whole)
        {
            return (whole, null);
        }

        var (message, field) = Changes.Target(call, calls, resources);
        var resource = resources.Of(message);
        Changes.MustNotBeKey(field, resource);
        return (resource, field);
    }
}
