namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>A part that a field plays in a message, known by the field's name and type and by nothing else.</summary>
/// <param name="Title">For the reason when it does not fit.</param>
/// <param name="Names">The names that fit.</param>
/// <param name="Fits">Whether the type does.</param>
internal sealed record Role(string Title, IReadOnlyList<string> Names, Func<Field, bool> Fits)
{
    public Role(string title, Func<Field, bool> fits, params IReadOnlyList<string> names)
        : this(title, names, fits)
    {
    }

    /// <summary>The one field that plays it, or null.</summary>
    /// <exception cref="MisfitException">Two fields do.</exception>
    public Field? In(MessageType message)
    {
        var candidates = message.Fields.Where(field => Names.Contains(field.Name) && Fits(field)).ToList();
        return candidates.Count < 2
            ? candidates.FirstOrDefault()
            : throw new MisfitException(
                $"{message.Name} has more than one field for {Title}: {Quoted(candidates.Select(field => field.Name), "and")}");
    }

    /// <summary>The one field that plays it.</summary>
    /// <exception cref="MisfitException">None does, or two do.</exception>
    public Field NeededIn(MessageType message) => In(message)
        ?? throw new MisfitException($"{message.Name} has no field for {Title}: {Quoted(Names.Distinct(), "or")}");

    public static string Quoted(IEnumerable<string> names, string conjunction)
    {
        string[] quoted = [.. names.Select(name => $"'{name}'")];
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} {conjunction} {quoted[^1]}";
    }
}
