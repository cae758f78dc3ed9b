namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>The first word of a method's name: it alone picks the rule.</summary>
internal enum Verb
{
    Get, List, Create, Update, Delete, Undelete, BatchGet, Import, Upload, BulkCreate, Watch, Subscribe,
}

/// <summary>A method whose name begins with a verb.</summary>
/// <param name="Noun">The rest of the name.</param>
internal sealed record Call(Method Method, Verb Verb, string Noun)
{
    private static readonly Verb[] LongestFirst = [.. Enum.GetValues<Verb>().OrderByDescending(verb => verb.ToString().Length)];

    /// <summary>The verb is the longest one that an upper-case letter follows; null for a method without any.</summary>
    public static Call? Of(Method method)
    {
        foreach (var verb in LongestFirst)
        {
            var prefix = verb.ToString();
            if (method.Name.StartsWith(prefix, StringComparison.Ordinal) && method.Name.Length > prefix.Length
                && char.IsAsciiLetterUpper(method.Name[prefix.Length]))
            {
                return new Call(method, verb, method.Name[prefix.Length..]);
            }
        }

        return null;
    }

    public void MustBe(params MethodKind[] kinds)
    {
        if (!kinds.Contains(Method.Kind))
        {
            throw new MisfitException($"{Verb} is {string.Join(" or ", kinds.Select(Text))}, and this method is {Text(Method.Kind)}");
        }
    }

    private static string Text(MethodKind kind) => kind switch
    {
        MethodKind.Unary => "unary",
        MethodKind.ServerStream => "a server stream",
        MethodKind.ClientStream => "a client stream",
        _ => "a stream both ways",
    };
}
