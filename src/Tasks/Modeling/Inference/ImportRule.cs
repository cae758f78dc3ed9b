namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R7: a stream of resources in, counters out.</summary>
internal static class ImportRule
{
    private static readonly Role Received = new("the number received", field => field.IsOneInteger, "total_received", "received", "total");

    private static readonly Role Stored =
        new("the number stored", field => field.IsOneInteger, "successful", "succeeded", "imported", "created");

    private static readonly Role Failed = new("the number failed", field => field.IsOneInteger, "failed", "failures");

    private static readonly Role Index = new("an error's position", field => field.IsOneInteger, "index");

    private static readonly Role Text = new("an error's text", field => field.IsString, "error", "message");

    public static Plan Fit(Call call, ResourceInference resources)
    {
        var (request, answer) = (call.Method.Request, call.Method.Response);
        var (message, wrapper) = Subject.OfImport(call);
        var resource = resources.Of(message);
        var plan = new ImportPlan(resource)
        {
            Wrapper = wrapper,
            Received = Received.In(answer),
            Stored = Stored.In(answer),
            Failed = Failed.In(answer),
            Errors = Errors(answer, resource),
            Unused = wrapper is null ? [] : [.. request.Fields.Where(field => field != wrapper)],
        };
        return plan is { Received: null, Stored: null, Failed: null }
            ? throw new MisfitException(
                $"{answer.Name} has no counter: {Role.Quoted([.. Received.Names, .. Stored.Names, .. Failed.Names], "or")}, an integer")
            : plan;
    }

    private static ImportErrors? Errors(MessageType answer, Resource resource)
    {
        bool Fits(Field field) => field.IsRepeated && field.Message is { } error && IsError(error, resource);
        return new Role("the errors", Fits, "errors", "failures").In(answer) is { Message: { } message } list
            ? new ImportErrors(list, Index.In(message), KeyFields.Find(message, resource), Text.NeededIn(message))
            : null;
    }

    private static bool IsError(MessageType error, Resource resource) =>
        Text.Names.Any(name => error.Find(name) is { IsString: true })
        && (error.Find("index") is { IsOneInteger: true } || KeyFields.Find(error, resource) is not null);
}
