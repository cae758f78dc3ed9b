namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>What the watching rules share: what is watched, and how a change is told.</summary>
internal static class Changes
{
    /// <summary>F: the number that the noun names, of exactly one of the messages that the service is about.</summary>
    public static (MessageType Message, Field Field) Target(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        var name = Words.Snake(call.Noun);
        var candidates = calls
            .Where(other => other.Method.Service == call.Method.Service)
            .Select(resources.About)
            .OfType<MessageType>()
            .Distinct()
            .Where(message => message.Find(name) is { IsOneNumber: true })
            .ToList();
        return candidates switch
        {
            [var message] => (message, message.Find(name)!),
            [] => throw new MisfitException($"no stored message of {call.Method.Service.Name} has a number '{name}'"),
            _ => throw new MisfitException(
                $"more than one stored message has a number '{name}': {Role.Quoted(candidates.Select(message => message.Name), "and")}"),
        };
    }

    public static void MustNotBeKey(Field target, Resource resource)
    {
        if (target == resource.Key)
        {
            throw new MisfitException($"'{resource.Key.Name}' is the key of {resource.Message.Name}, which nothing changes");
        }
    }

    /// <param name="target">F; null where M itself is watched, so that only M can be told.</param>
    public static ChangeShape Shape(MessageType change, Resource resource, Field? target)
    {
        bool Holds(string whole, Field field) =>
            field.Name == whole ? field.IsSingular && field.IsOf(resource.Message) : field.IsOneNumber;
        var name = target?.Name;
        string[] olds = name is null ? ["old"] : ["old_" + name, "previous_" + name, "old_quantity", "old_value", "old"];
        string[] news = name is null ? ["new"] : ["new_" + name, "current_" + name, name, "new_quantity", "new_value", "new"];
        var old = new Role("the old value", field => Holds("old", field), olds).In(change);
        var fresh = new Role("the new value", field => Holds("new", field), news).NeededIn(change);
        MustHold(old, target);
        MustHold(fresh, target);
        return new ChangeShape
        {
            Key = fresh.Message is null ? KeyFields.Needed(change, resource) : KeyFields.Find(change, resource),
            Old = old,
            New = fresh,
            Time = new Role("the time", field => field.IsTimestamp, "timestamp", "time", "changed_at", "change_time").In(change),
            Actor = new Role("the caller", field => field.IsString, "triggered_by", "actor", "changed_by").In(change),
        };
    }

    private static void MustHold(Field? field, Field? target)
    {
        if (target is not null && field is { Message: null } && !field.CanHold(target))
        {
            throw new MisfitException(
                $"'{field.Name}' is {field.ValueType}, which cannot hold every value of '{target.Name}', {target.ValueType}");
        }
    }
}
