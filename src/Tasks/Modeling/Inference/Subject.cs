namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Which message a method is about, by its noun and its shape, before anything is known of keys.</summary>
/// <param name="Message">M.</param>
/// <param name="Holder">The field that holds M where the method's message is not M itself: a wrapper's, or a list.</param>
internal sealed record Subject(MessageType Message, Field? Holder)
{
    /// <summary>Get: the answer is M or a wrapper with one M, and the request has a key field.</summary>
    public static Subject OfGet(Call call)
    {
        call.MustBe(MethodKind.Unary);
        var subject = MessageOrWrapper(call, call.Method.Response, call.Noun);
        var (request, names) = (call.Method.Request, KeyFields.Usual(subject.Message));
        return subject.Message.Resource is not null || names.Any(name => request.Find(name) is { IsSingular: true })
            ? subject
            : throw new MisfitException(
                $"{request.Name} has no key field: {Role.Quoted(names, "or")}{(request.Find("name") is null ? "" : "; a 'name' beside 'id' is none")}");
    }

    /// <summary>Create and Update: the request and the answer are M, or have exactly one field of it.</summary>
    public static Subject OfWrite(Call call)
    {
        call.MustBe(MethodKind.Unary);
        AnswerOf(call);
        return MessageOrWrapper(call, call.Method.Request, call.Noun);
    }

    /// <summary>An answer that is M or a wrapper with one M.</summary>
    public static Subject AnswerOf(Call call) => MessageOrWrapper(call, call.Method.Response, call.Noun);

    /// <summary>List: a stream of M, or an answer with exactly one repeated M; the noun is the plural, or the list's own name.</summary>
    public static Subject OfList(Call call)
    {
        call.MustBe(MethodKind.Unary, MethodKind.ServerStream);
        var answer = call.Method.Response;
        return call.Method.Kind == MethodKind.Unary
            ? Repeated(call, field => Words.Pascal(field.Name) == call.Noun)
            : new Subject(Own(call, answer, Words.Plural(answer) == call.Noun, $"the stream is of {answer.Name}"), null);
    }

    /// <summary>BatchGet: the answer has exactly one repeated M, and the noun is its plural.</summary>
    public static Subject OfBatchGet(Call call)
    {
        call.MustBe(MethodKind.Unary);
        return Repeated(call, _ => false);
    }

    /// <summary>Import and its synonyms: a stream of M or of a wrapper with one M, and the noun is the plural.</summary>
    public static Subject OfImport(Call call)
    {
        call.MustBe(MethodKind.ClientStream);
        var request = call.Method.Request;
        return Words.Plural(request) == call.Noun
            ? new Subject(Own(call, request, true, ""), null)
            : Held(call, request, request.Fields.Where(field => IsPluralOf(call.Noun, field)), $"a message whose plural is '{call.Noun}'");
    }

    private static Subject MessageOrWrapper(Call call, MessageType message, string name) => message.Name == name
        ? new Subject(Own(call, message, true, ""), null)
        : Held(call, message, message.Fields.Where(field => field.Message?.Name == name), $"the message '{name}'");

    private static Subject Held(Call call, MessageType wrapper, IEnumerable<Field> named, string wanted) => PreferOwn(call, named) switch
    {
        [] => throw new MisfitException($"{wrapper.Name} neither is nor holds {wanted}"),
        [{ IsSingular: true } holder] => new Subject(Own(call, holder.Message!, true, ""), holder),
        [var list] => throw new MisfitException($"'{list.Name}' of {wrapper.Name} is a list, and {call.Verb} has one {list.Message!.Name}"),
        var holders => throw TooMany(wrapper, holders),
    };

    private static Subject Repeated(Call call, Func<Field, bool> isNamed)
    {
        var answer = call.Method.Response;
        Field[] lists = [.. answer.Fields.Where(field => field is { IsRepeated: true, Message: not null })];
        var candidates = PreferOwn(call, lists.Where(field => IsPluralOf(call.Noun, field) || isNamed(field)));
        return candidates switch
        {
            [] when lists is [var other] => throw new MisfitException(
                $"'{call.Noun}' is not the plural of {other.Message!.Name}, which {answer.Name} lists ('{Words.Plural(other.Message)}')"),
            [] => throw new MisfitException($"{answer.Name} lists nothing that '{call.Noun}' names"),
            [var list] when lists.Count(other => other.Message == list.Message) == 1 =>
                new Subject(Own(call, list.Message!, true, ""), list),
            _ => throw TooMany(answer, [.. lists.Where(list => candidates.Any(candidate => candidate.Message == list.Message))]),
        };
    }

    private static bool IsPluralOf(string noun, Field field) => field.Message is { } message && Words.Plural(message) == noun;

    /// <summary>Only what a package declares itself, at its top, is stored for it: an Operation or a Policy of others is not ours to keep.</summary>
    private static MessageType Own(Call call, MessageType message, bool isNamed, string otherwise)
    {
        if (!isNamed)
        {
            throw new MisfitException($"{otherwise}, whose plural is '{Words.Plural(message)}' and not '{call.Noun}'");
        }

        return IsOwn(call, message)
            ? message
            : throw new MisfitException($"{message.FullName} is not declared at the top of the method's own package");
    }

    private static bool IsOwn(Call call, MessageType message) =>
        message.Parent is null && message.File.Package == call.Method.File.Package;

    /// <summary>Another package's message of the same name is a candidate only where the own package has none.</summary>
    private static List<Field> PreferOwn(Call call, IEnumerable<Field> named)
    {
        List<Field> all = [.. named];
        List<Field> own = [.. all.Where(field => IsOwn(call, field.Message!))];
        return own.Count > 0 ? own : all;
    }

    private static MisfitException TooMany(MessageType message, IEnumerable<Field> fields) =>
        new($"{message.Name} has more than one field that could be meant: {Role.Quoted(fields.Select(field => field.Name), "and")}");
}
