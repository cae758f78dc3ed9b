using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>One of the contract's roots at a commit.</summary>
/// <param name="Present">As it is now.</param>
/// <param name="Tree">As the commit has it; null where the commit has it not.</param>
/// <param name="IsElsewhere">It lies in no repository, or in another one: its present files stand in for those that the baseline imports.</param>
internal sealed record BaselineRoot(ProtoRoot Present, BaselineTree? Tree, bool IsElsewhere);

/// <summary>All of a contract's roots at a commit.</summary>
internal sealed record BaselineContract(IReadOnlyList<BaselineRoot> Roots)
{
    /// <summary>Each file once; roots below one buf.yaml share it.</summary>
    public IReadOnlyList<BaselineFile> Files =>
        [.. Trees.SelectMany(tree => tree.Files).DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];

    public IEnumerable<BaselineTree> Trees => Roots.Select(root => root.Tree).OfType<BaselineTree>();

    /// <summary>The roots whose contracts are compared.</summary>
    public IEnumerable<BaselineRoot> Compared => Roots.Where(root => !root.IsElsewhere && (!root.Present.IsImportOnly || Roots.Count == 1));

    /// <summary>The compared contracts' import paths, each with the folder that is its root now.</summary>
    public IReadOnlyDictionary<string, string> Holders =>
        Compared.SelectMany(root => (root.Tree?.Protos.Keys ?? []).Select(name => (name, root.Present.Folder)))
            .DistinctBy(pair => pair.name).ToDictionary(pair => pair.name, pair => pair.Folder, StringComparer.Ordinal);

    /// <summary>Whether the working files say the same.</summary>
    public bool IsEqualTo(ContractSource source) =>
        Roots.Where(root => !root.IsElsewhere).All(root => root.Tree is { } tree && tree.IsEqualTo(source.Of(root.Present)));

    /// <summary>The contract as it lies below a folder.</summary>
    public ContractSource Source(string folder, string projectDirectory) => new(
        projectDirectory,
        [.. Roots.Where(root => root.Tree is not null).Select(root => At(folder, root.Tree!, root.Present)), .. Roots.Where(root => root.IsElsewhere).Select(root => Lent(root.Present))]);

    private ProtoRoot At(string folder, BaselineTree tree, ProtoRoot present)
    {
        var root = Path.Combine(folder, tree.Root);
        var configuration = tree.Configuration is { } path ? Path.Combine(folder, path) : null;
        var rules = configuration is not null && BufYaml.Rules(configuration, root) ? configuration : null;
        string[] names = [.. tree.Protos.Keys.Order(StringComparer.Ordinal)];
        var isCompared = !present.IsImportOnly || Roots.Count == 1;
        return new ProtoRoot(root, isCompared ? names : [], isCompared ? [] : names, rules, [.. tree.Excluded.Select(excluded => Path.Combine(root, excluded))]);
    }

    private static ProtoRoot Lent(ProtoRoot present) =>
        present with { Protos = [], Imports = [.. present.Protos.Concat(present.Imports).Order(StringComparer.Ordinal)], BufConfiguration = null };
}
