using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// The C# namespaces of an image's files. A type must not be called as one of them: a package <c>shop.v1.item</c> beside a message
/// <c>shop.v1.Item</c> is such a pair. Only what a file imports counts, so that the answer is the same in every project.
/// </summary>
internal sealed class CSharpNamespaces
{
    private readonly Image _image;
    private readonly Dictionary<string, string> _own;
    private readonly HashSet<string> _all;
    private readonly Dictionary<string, HashSet<string>> _reached = new(StringComparer.Ordinal);

    public CSharpNamespaces(Image image)
    {
        _image = image;
        _own = image.Files.ToDictionary(file => file.Name, file => file.CSharpNamespace, StringComparer.Ordinal);
        _all = WithOuter(_own.Values.Distinct(StringComparer.Ordinal));
    }

    /// <summary>Whether <see cref="IsReached"/> may be true.</summary>
    /// <param name="file">An import path.</param>
    /// <param name="type">The name of a type outside of messages.</param>
    public bool MayBe(string file, string type) => _all.Contains(TypeName(_own[file], type));

    /// <summary>Whether the type has the name of a namespace of a file that its own one imports, through any number of files.</summary>
    public bool IsReached(string file, string type)
    {
        if (!MayBe(file, type))
        {
            return false;
        }

        if (!_reached.TryGetValue(file, out var reached))
        {
            _reached[file] = reached = WithOuter(_image.Closure([file]).Select(name => _own[name]));
        }

        return reached.Contains(TypeName(_own[file], type));
    }

    /// <summary>The namespaces, and those that they lie in.</summary>
    public static HashSet<string> WithOuter(IEnumerable<string> namespaces)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in namespaces)
        {
            for (var outer = name; outer.Length > 0 && all.Add(outer);)
            {
                outer = outer[..Math.Max(outer.LastIndexOf('.'), 0)];
            }
        }

        return all;
    }

    /// <summary>A type's name with its namespace; there may be none.</summary>
    public static string TypeName(string inNamespace, string type) => inNamespace.Length == 0 ? type : $"{inNamespace}.{type}";
}
