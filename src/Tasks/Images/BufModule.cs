namespace Grpc.Service.Sdk.Images;

/// <summary>A module of a workspace: a root, one of a buf.yaml's other modules, or what packages provide.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Lint">The lint section; its paths are absolute.</param>
/// <param name="Includes">Absolute folders; empty for all.</param>
/// <param name="Excludes">Absolute folders.</param>
internal sealed record BufModule(string Folder, IReadOnlyDictionary<string, object?> Lint, IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
{
    private const string Ignore = "ignore";
    private const string IgnoreOnly = "ignore_only";

    // Requests and responses that are the resource itself or Empty are what the AIPs ask for; STANDARD forbids them.
    public static IReadOnlyDictionary<string, object?> OurLint { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["use"] = new object?[] { "STANDARD" },
        ["except"] = new object?[] { "RPC_REQUEST_RESPONSE_UNIQUE", "RPC_REQUEST_STANDARD_NAME", "RPC_RESPONSE_STANDARD_NAME" },
    };

    /// <summary>Its entry in a buf.yaml.</summary>
    /// <param name="seen">How Buf sees a path of the module, relative to where it runs; of the module's own folder too.</param>
    public IReadOnlyDictionary<string, object?> Entry(Func<string, string> seen)
    {
        var entry = new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = seen(Folder) };
        Add("includes", Includes);
        Add("excludes", Excludes);
        entry["lint"] = Lint.ToDictionary(
            pair => pair.Key,
            pair => pair.Key switch
            {
                Ignore => Seen(pair.Value),
                IgnoreOnly => (pair.Value as IReadOnlyDictionary<string, object?>)?.ToDictionary(rule => rule.Key, rule => (object?)Seen(rule.Value), StringComparer.Ordinal),
                _ => pair.Value,
            },
            StringComparer.Ordinal);
        return entry;

        void Add(string key, IReadOnlyList<string> folders)
        {
            if (folders.Count > 0)
            {
                entry[key] = folders.Select(folder => (object?)seen(folder)).ToArray();
            }
        }

        // A section at the top of a buf.yaml may speak of other modules' paths, which one of a module must not.
        object?[] Seen(object? paths) =>
            [.. (paths as IReadOnlyList<object?> ?? []).OfType<string>().Where(path => FolderPath.Holds(Folder, path)).Select(seen)];
    }

    /// <summary>A lint section as a buf.yaml has it, with absolute paths.</summary>
    /// <param name="folder">The buf.yaml's.</param>
    public static IReadOnlyDictionary<string, object?> WithAbsolutePaths(IReadOnlyDictionary<string, object?> lint, string folder)
    {
        return lint.ToDictionary(
            pair => pair.Key,
            pair => pair.Key switch
            {
                Ignore => Absolute(pair.Value),
                IgnoreOnly => (pair.Value as IReadOnlyDictionary<string, object?>)?.ToDictionary(rule => rule.Key, rule => (object?)Absolute(rule.Value), StringComparer.Ordinal),
                _ => pair.Value,
            },
            StringComparer.Ordinal);

        object?[] Absolute(object? paths) => [.. (paths as IReadOnlyList<object?> ?? []).OfType<string>().Select(path => Path.GetFullPath(path, folder))];
    }
}
