namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Gives every method its plan: the verb picks the rule, then the shape must fit it.</summary>
internal sealed class PlanInference
{
    private readonly IReadOnlyList<Call> calls;
    private readonly ResourceInference resources;

    private PlanInference(ProtoPackage package, IReadOnlyList<Call> calls, PlanOverrides overrides)
    {
        this.calls = calls;
        resources = new ResourceInference(package, calls, overrides.Resources);
    }

    public static void PlanMethods(ProtoPackage package, PlanOverrides overrides)
    {
        // The last one counts where a project says two things.
        var forced = overrides.Methods.GroupBy(item => item.Method).ToDictionary(group => group.Key, group => group.Last().Default);
        Method[] methods = [.. package.Services.SelectMany(service => service.Methods)];

        // What a project decides itself says nothing of messages and keys by its name.
        Call[] calls = [.. methods.Where(method => !forced.ContainsKey(method.Path)).Select(Call.Of).OfType<Call>()];
        var inference = new PlanInference(package, calls, overrides);
        foreach (var method in methods)
        {
            method.Plan = inference.PlanOf(method, forced.GetValueOrDefault(method.Path));
        }
    }

    private Plan PlanOf(Method method, string? forced)
    {
        try
        {
            return forced switch
            {
                Forced.NoDefault => new UnimplementedPlan("the project wants no default for it") { Declared = true },
                not null when Forced.VerbOf(forced) is { } verb => Forced.Fit(method, verb, resources, Fit),
                _ => Call.Of(method) is { } call ? Fit(call) : new UnimplementedPlan("its name begins with no verb of a convention"),
            };
        }
        catch (MisfitException misfit)
        {
            return new UnimplementedPlan(misfit.Message, misfit.IsContradiction);
        }
    }

    private Plan Fit(Call call) => call.Verb switch
    {
        Verb.Get => GetRule.Fit(call, resources),
        Verb.List => ListRule.Fit(call, resources),
        Verb.BatchGet => BatchGetRule.Fit(call, resources),
        Verb.Import or Verb.Upload or Verb.BulkCreate => ImportRule.Fit(call, resources),
        Verb.Create => CreateRule.Fit(call, resources),
        Verb.Update => UpdateRule.Fit(call, resources),
        Verb.Delete => DeleteRule.Fit(call, resources),
        Verb.Undelete => UndeleteRule.Fit(call, resources),
        _ => Watch(call),
    };

    private Plan Watch(Call call)
    {
        call.MustBe(MethodKind.ServerStream, MethodKind.Bidi);
        return call.Method.Kind == MethodKind.Bidi ? WatchCommandRule.Fit(call, calls, resources) : WatchRule.Fit(call, calls, resources);
    }
}
