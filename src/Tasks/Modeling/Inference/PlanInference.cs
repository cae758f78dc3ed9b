namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Gives every method its plan: the verb picks the rule, then the shape must fit it.</summary>
internal static class PlanInference
{
    public static void PlanMethods(ProtoPackage package)
    {
        Method[] methods = [.. package.Services.SelectMany(service => service.Methods)];
        Call[] calls = [.. methods.Select(Call.Of).OfType<Call>()];
        var resources = new ResourceInference(package, calls);
        foreach (var method in methods)
        {
            method.Plan = Call.Of(method) is { } call
                ? PlanOf(call, calls, resources)
                : new UnimplementedPlan("its name begins with no verb of a convention");
        }
    }

    private static Plan PlanOf(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        try
        {
            return call.Verb switch
            {
                Verb.Get => GetRule.Fit(call, resources),
                Verb.List => ListRule.Fit(call, resources),
                Verb.BatchGet => BatchGetRule.Fit(call, resources),
                Verb.Import or Verb.Upload or Verb.BulkCreate => ImportRule.Fit(call, resources),
                Verb.Create => CreateRule.Fit(call, resources),
                Verb.Update => UpdateRule.Fit(call, resources),
                Verb.Delete => DeleteRule.Fit(call, resources),
                Verb.Undelete => UndeleteRule.Fit(call, resources),
                _ => Watch(call, calls, resources),
            };
        }
        catch (MisfitException misfit)
        {
            return new UnimplementedPlan(misfit.Message, misfit.IsContradiction);
        }
    }

    private static Plan Watch(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        call.MustBe(MethodKind.ServerStream, MethodKind.Bidi);
        return call.Method.Kind == MethodKind.Bidi ? WatchCommandRule.Fit(call, calls, resources) : WatchRule.Fit(call, calls, resources);
    }
}
