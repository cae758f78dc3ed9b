namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R9: commands that change one number of a resource in, every change of it out.</summary>
internal static class WatchCommandRule
{
    /// <param name="calls">All methods of the package that begin with a verb.</param>
    public static Plan Fit(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        var target = Target(call, calls, resources);
        var resource = resources.Of(target.Message);
        var command = call.Method.Request;
        if (target.Field == resource.Key)
        {
            throw new MisfitException($"'{resource.Key.Name}' is the key of {resource.Message.Name}, which nothing changes");
        }

        var key = KeyFields.Needed(command, resource);
        var (delta, value) = Change(command, target.Field);
        return new WatchCommandPlan(resource, target.Field, key)
        {
            Delta = delta,
            Value = value,
            Change = Shape(call.Method.Response, resource, target.Field),
            Unused = [.. command.Fields.Except([key, delta, value]).OfType<Field>()],
        };
    }

    /// <summary>F: the number that the noun names, of exactly one of the messages that the service is about.</summary>
    private static (MessageType Message, Field Field) Target(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
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

    private static (Field? Delta, Field? Value) Change(MessageType command, Field target)
    {
        string[] deltas = [target.Name + "_change", target.Name + "_delta", "delta", "change", "quantity_change"];
        string[] values = [target.Name, "new_" + target.Name, "value"];
        var field = new Role("the change or the new value", field => field.IsOneNumber, [.. deltas, .. values]).NeededIn(command);
        if (!field.IsOfKindOf(target))
        {
            throw new MisfitException(
                $"'{field.Name}' of {command.Name} is {field.ValueType}, "
                + $"and '{target.Name}' is {target.ValueType}: integers and fractions do not mix");
        }

        return deltas.Contains(field.Name) ? (field, null) : (null, field);
    }

    private static ChangeShape Shape(MessageType change, Resource resource, Field target)
    {
        var name = target.Name;
        bool Holds(string whole, Field field) =>
            field.Name == whole ? field.IsSingular && field.IsOf(resource.Message) : field.IsOneNumber;
        string[] olds = ["old_" + name, "previous_" + name, "old_quantity", "old_value", "old"];
        string[] news = ["new_" + name, "current_" + name, name, "new_quantity", "new_value", "new"];
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

    private static void MustHold(Field? field, Field target)
    {
        if (field is { Message: null } && !field.CanHold(target))
        {
            throw new MisfitException(
                $"'{field.Name}' is {field.ValueType}, which cannot hold every value of '{target.Name}', {target.ValueType}");
        }
    }
}
