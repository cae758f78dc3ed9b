namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// How a message's class and properties are called in C#. Mostly as protoc calls them. Where C# could not compile that, an
/// underscore is put behind, as protoc itself does for a field <c>equals</c>: a class must not be called as one of its members
/// (<c>Parser</c>) or as a namespace, nor a property as what comes with another one (<c>ClearBody</c>). It depends on the message's own
/// file and its imports alone, so that every project that imports the file finds the same names.
/// </summary>
public sealed class ClassNames
{
    private readonly Dictionary<string, string> _properties = new(StringComparer.Ordinal);

    private ClassNames(MessageShape shape)
    {
        var plain = shape.Fields.Select(field => CSharpGenerator.PropertyName(field.Group ?? field.Name, shape.Name)).ToArray();
        if (shape.IsNamespace || CSharpGenerator.IsMember(shape.Name, shape.IsNested, shape.HasNested) || MembersBeside(shape, plain).Contains(shape.Name))
        {
            // What protoc would have called otherwise for the class's sake has no need of it now.
            plain = [.. shape.Fields.Select(field => CSharpGenerator.PropertyName(field.Group ?? field.Name, ""))];
            Class = CSharpGenerator.Underscored(shape.Name, Taken(shape, plain));
        }
        else
        {
            Class = shape.Name;
        }

        var members = MembersBeside(shape, plain);
        var taken = members.Concat(plain).Append(Class).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, property) in shape.Fields.Zip(plain))
        {
            var isFree = field.Group is not null || !members.Contains(property);
            _properties[field.Name] = isFree ? property : CSharpGenerator.Underscored(property, taken);
        }
    }

    /// <summary>Never a keyword's escaped form: <c>event</c> is <c>event</c> here.</summary>
    public string Class { get; }

    public static ClassNames Of(MessageShape shape) => new(shape);

    /// <param name="field">The field's name in the contract.</param>
    public string Property(string field) => _properties[field];

    /// <summary>The class's new name must be no sibling's, no property's, and nothing that comes with one.</summary>
    private static HashSet<string> Taken(MessageShape shape, string[] properties) => [.. shape.Beside, .. properties, .. MembersBeside(shape, properties)];

    /// <summary>What the class has beside its properties because of its fields and oneofs.</summary>
    private static HashSet<string> MembersBeside(MessageShape shape, string[] properties) =>
    [
        .. shape.Fields.Zip(properties).SelectMany(field => CSharpGenerator.MembersOf(field.Second, field.First.HasMethods)),
        .. shape.Oneofs.SelectMany(CSharpGenerator.MembersOfOneof),
    ];
}
