using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>What a method's default does, in the one sentence that the documentation comments of every language have.</summary>
internal static class PlanSentence
{
    /// <param name="plan">The default.</param>
    /// <param name="code">How a name of the contract stands in a comment of the language.</param>
    /// <param name="text">How other text does.</param>
    public static string Of(Plan plan, Func<string, string> code, Func<string, string> text)
    {
        return $"By default ({plan.Rule}) it {Act()}.";

        string Act() => plan switch
        {
            GetPlan get => $"answers the {Name(get)} under the request's key",
            ListPlan list => $"answers the {Name(list)} messages that match",
            CreatePlan create => $"stores a new {Name(create)}",
            UpdatePlan update => $"changes the {Name(update)} under the key of the one that is sent",
            DeletePlan { Resource.DeleteTime: not null } delete => $"marks the {Name(delete)} under the request's key as deleted",
            UndeletePlan undelete => $"brings back the {Name(undelete)} under the request's key",
            DeletePlan delete => $"deletes the {Name(delete)} under the request's key",
            BatchGetPlan batch => $"answers the {Name(batch)} messages under the request's keys",
            ImportPlan import => $"stores each {Name(import)} as it arrives",
            WatchPlan { Target: { } target } watch => $"follows {code(target.Name)} of {Name(watch)}",
            WatchPlan watch => $"follows the changes of {Name(watch)}",
            WatchCommandPlan command => $"takes commands that change {code(command.Target.Name)} of {Name(command)}, and follows it",
            UnimplementedPlan none => $"answers UNIMPLEMENTED: {text(none.Reason)}",
            _ => throw new InvalidOperationException($"{plan.Rule} has no sentence"),
        };

        string Name(ResourcePlan of) => code(of.Resource.Message.FullName);
    }
}
