namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R9: commands that change one number of a resource in, every change of it out.</summary>
internal static class WatchCommandRule
{
    /// <param name="calls">All methods of the package that begin with a verb.</param>
    public static Plan Fit(Call call, IReadOnlyList<Call> calls, ResourceInference resources)
    {
        var target = Changes.Target(call, calls, resources);
        var resource = resources.Of(target.Message);
        var command = call.Method.Request;
        Changes.MustNotBeKey(target.Field, resource);
        var key = KeyFields.Needed(command, resource);
        var (delta, value) = Change(command, target.Field);
        return new WatchCommandPlan(resource, target.Field, key)
        {
            Delta = delta,
            Value = value,
            Change = Changes.Shape(call.Method.Response, resource, target.Field),
            Unused = [.. command.Fields.Except([key, delta, value]).OfType<Field>()],
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
}
