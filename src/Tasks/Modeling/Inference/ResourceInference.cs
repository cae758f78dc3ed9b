namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>The stored messages of one package: annotated ones, and what a Get, a Create or a List of it names, with their keys.</summary>
internal sealed class ResourceInference
{
    private readonly Dictionary<MessageType, Resource> resources = [];
    private readonly Dictionary<MessageType, MisfitException> misfits = [];
    private readonly Lazy<HashSet<MessageType>> subjects;

    /// <param name="package">Whose messages they are.</param>
    /// <param name="calls">The package's methods that begin with a verb.</param>
    /// <param name="overrides">Keys that the project gives; it makes the messages stored, too.</param>
    public ResourceInference(ProtoPackage package, IReadOnlyList<Call> calls, IReadOnlyList<ResourceOverride> overrides)
    {
        var keys = overrides.GroupBy(item => item.Message).ToDictionary(group => group.Key, group => group.Last().Key);
        subjects = new(() => [.. calls.Select(About).OfType<MessageType>()]);
        var annotated = package.Files.SelectMany(file => file.Messages)
            .Where(message => message.Resource is not null || keys.ContainsKey(message.FullName));
        foreach (var message in annotated.Concat(calls.Select(DefinedBy).OfType<MessageType>()).Distinct())
        {
            try
            {
                resources.Add(message, ToResource(message, calls, keys.GetValueOrDefault(message.FullName)));
            }
            catch (MisfitException misfit)
            {
                misfits.Add(message, misfit);
            }
        }
    }

    /// <summary>All of them, ordered by name, with those that nothing says the key of.</summary>
    public IReadOnlyList<MessageType> Messages => [.. resources.Keys.Concat(misfits.Keys).OrderBy(message => message.FullName, StringComparer.Ordinal)];

    /// <exception cref="MisfitException">The message is not stored, or nothing says what its key is.</exception>
    public Resource Of(MessageType message) => resources.GetValueOrDefault(message) ?? throw misfits.GetValueOrDefault(message)
        ?? new MisfitException($"no Get, Create or List of the package makes {message.Name} a stored message");

    /// <summary>The resources whose names are parents of a resource's, and which some method is about.</summary>
    public IReadOnlyList<Resource> ParentsOf(Resource child)
    {
        var parents = child.Patterns.Select(NamePattern.ParentOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. resources.Values
                .Where(resource => subjects.Value.Contains(resource.Message) && resource.Patterns.Select(NamePattern.Shape).Any(parents.Contains))
                .OrderBy(resource => resource.Message.FullName, StringComparer.Ordinal),
        ];
    }

    /// <summary>The stored message of a name.</summary>
    /// <exception cref="MisfitException">There is none, or nothing says what its key is.</exception>
    public Resource Named(string name) => resources.Keys.Concat(misfits.Keys).FirstOrDefault(message => message.Name == name) is { } message
        ? Of(message)
        : throw new MisfitException($"no Get, Create or List of the package makes '{name}' a stored message");

    /// <summary>The stored message that a noun names, or is the plural of; null for none.</summary>
    /// <exception cref="MisfitException">Nothing says what its key is.</exception>
    public Resource? NamedOrListed(string noun)
    {
        var all = resources.Keys.Concat(misfits.Keys).ToList();
        var message = all.Find(message => message.Name == noun) ?? all.Find(message => Words.Plural(message) == noun);
        return message is null ? null : Of(message);
    }

    /// <summary>The message that a method is about, whatever its rule; null for none that is stored.</summary>
    public MessageType? About(Call call) => Attempt(() => call.Verb switch
    {
        Verb.Get => Subject.OfGet(call).Message,
        Verb.Create => Subject.OfWrite(call).Message,
        Verb.List => Subject.OfList(call).Message,
        Verb.BatchGet => Subject.OfBatchGet(call).Message,
        Verb.Import or Verb.Upload or Verb.BulkCreate => Subject.OfImport(call).Message,
        _ => resources.Keys.Concat(misfits.Keys).FirstOrDefault(message => message.Name == call.Noun),
    }) is { } found && (resources.ContainsKey(found) || misfits.ContainsKey(found)) ? found : null;

    private static MessageType? DefinedBy(Call call) => Attempt(() => call.Verb switch
    {
        Verb.Get => Subject.OfGet(call).Message,
        Verb.Create => Subject.OfWrite(call).Message,
        Verb.List => Subject.OfList(call).Message,
        _ => null,
    });

    private static MessageType? Attempt(Func<MessageType?> subject)
    {
        try
        {
            return subject();
        }
        catch (MisfitException)
        {
            return null;
        }
    }

    private static Resource ToResource(MessageType message, IReadOnlyList<Call> calls, string? givenKey)
    {
        var key = KeyInference.KeyOf(message, calls, givenKey);
        return new(message, key)
        {
            Patterns = key.Kind == FieldKind.String && message.Resource is { } annotation ? annotation.Patterns : [],
            CreateTime = Time(message, "create_time", "created_at"),
            UpdateTime = Time(message, "update_time", "updated_at"),
            DeleteTime = Time(message, "delete_time"),
            Etag = message.Find("etag") is { IsString: true } etag && etag != key ? etag : null,
            Uid = message.Find("uid") is { IsString: true } uid && uid != key && uid.Behaviors.Contains(FieldBehavior.OutputOnly) ? uid : null,
        };
    }

    private static Field? Time(MessageType message, params string[] names) =>
        names.Select(message.Find).FirstOrDefault(field => field?.IsTimestamp == true);
}
