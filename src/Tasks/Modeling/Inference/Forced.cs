namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>The default that a project gives a method: the name's test falls away, and M is the one stored message that the shape allows.</summary>
internal static class Forced
{
    public const string NoDefault = "None";

    public static string Choices => string.Join(", ", Enum.GetNames<Verb>().Append(NoDefault));

    /// <summary>The verb that an override names; null for none.</summary>
    public static Verb? VerbOf(string name) => Enum.GetValues<Verb>().Cast<Verb?>().FirstOrDefault(verb => verb.ToString() == name);

    /// <param name="verb">What the override says.</param>
    /// <param name="fit">Fits a method to the rule of its verb, or throws.</param>
    public static Plan Fit(Method method, Verb verb, ResourceInference resources, Func<Call, Plan> fit)
    {
        var stored = resources.Messages;
        return stored.Count == 0
            ? throw new MisfitException($"no message of the package is stored, for '{verb}' to be about")
            : One(method, verb, [.. stored.Select(message => (message.Name, Noun(verb, message)))], fit) ?? OfNumber(method, verb, stored, fit);
    }

    private static string Noun(Verb verb, MessageType message) => verb is Verb.List or Verb.BatchGet or Verb.Import or Verb.Upload or Verb.BulkCreate
        ? Words.Plural(message)
        : message.Name;

    /// <summary>Watches may be about a number.</summary>
    private static Plan OfNumber(Method method, Verb verb, IReadOnlyList<MessageType> stored, Func<Call, Plan> fit)
    {
        var numbers = verb is Verb.Watch or Verb.Subscribe
            ? stored.SelectMany(message => message.Fields).Where(field => field.IsOneNumber).Select(field => field.Name).Distinct()
            : [];
        return One(method, verb, [.. numbers.Select(name => (name, Words.Pascal(name)))], fit)
            ?? (stored is [var only]
                ? fit(new Call(method, verb, Noun(verb, only)))
                : throw new MisfitException($"'{verb}' fits none of {Role.Quoted(stored.Select(message => message.Name), "and")}"));
    }

    /// <summary>The plan of the one noun that fits; null where none does.</summary>
    private static Plan? One(Method method, Verb verb, IReadOnlyList<(string Name, string Noun)> nouns, Func<Call, Plan> fit)
    {
        var fits = nouns
            .Select(noun => (noun.Name, Plan: Attempt(new Call(method, verb, noun.Noun), fit)))
            .Where(attempt => attempt.Plan is not null)
            .ToList();
        return fits.Count < 2
            ? fits.FirstOrDefault().Plan
            : throw new MisfitException($"'{verb}' could be about {Role.Quoted(fits.Select(attempt => attempt.Name), "or")}");
    }

    private static Plan? Attempt(Call call, Func<Call, Plan> fit)
    {
        try
        {
            return fit(call);
        }
        catch (MisfitException)
        {
            return null;
        }
    }
}
