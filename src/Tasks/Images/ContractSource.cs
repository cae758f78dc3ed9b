using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Where the contracts lie and how their names in the image map to the files that are edited.
/// </summary>
/// <param name="ProjectDirectory">What reported paths are relative to.</param>
/// <param name="Roots">At least one. Where two have a file of one name, the first one's is meant.</param>
public sealed record ContractSource(string ProjectDirectory, IReadOnlyList<ProtoRoot> Roots)
{
    private readonly Lazy<Dictionary<string, ProtoRoot>> _holders = new(() => Holders(Roots));

    /// <summary>The absolute folder of the first root.</summary>
    public string Root => Roots[0].Folder;

    /// <summary>The files to check and generate, as import paths with <c>/</c>, in ordinal order.</summary>
    public IReadOnlyList<string> Protos { get; } = Names(Roots, root => root.Protos);

    /// <summary>Other protos of the roots: they can be imported, and are neither checked nor generated.</summary>
    public IReadOnlyList<string> Imports { get; } = [.. Names(Roots, root => root.Imports).Except(Roots.SelectMany(root => root.Protos), StringComparer.Ordinal)];

    /// <summary>What is made of the contracts, by import path; those that are not named have the defaults.</summary>
    public IReadOnlyDictionary<string, ContractOptions> Options { get; init; } = new Dictionary<string, ContractOptions>(StringComparer.Ordinal);

    public ContractOptions OptionsOf(string importPath) => Options.GetValueOrDefault(importPath, ContractOptions.Default);

    /// <summary>The user's buf.yaml that rules the first root; null makes ours stand in.</summary>
    public string? BufConfiguration => Roots[0].BufConfiguration;

    /// <summary>The contract of one root alone, as baselines and rules are found.</summary>
    public ContractSource Of(ProtoRoot root) => new(ProjectDirectory, [root]);

    /// <summary>The file behind an import path, as a diagnostic names it.</summary>
    public string Display(string importPath) => DisplayPath(Absolute(importPath));

    /// <summary>Findings of the model name protos by import path; people are shown the file that they edit.</summary>
    public Diagnostic Place(Diagnostic finding) => finding.Span is { } span ? finding with { Span = span with { File = Display(span.File) } } : finding;

    /// <summary>A path as people see it: relative to the project where it lies below it.</summary>
    public string DisplayPath(string path)
    {
        var relative = Path.GetRelativePath(ProjectDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    public string Absolute(string importPath) => (Holder(importPath) ?? Roots[0]).Absolute(importPath);

    /// <returns>Null where no root has the file.</returns>
    public ProtoRoot? Holder(string importPath) => _holders.Value.GetValueOrDefault(importPath);

    /// <summary>All protos of one root.</summary>
    /// <exception cref="DiagnosticException">A file lies outside the root, or a buf.yaml makes another folder the root.</exception>
    public static ContractSource Find(string root, string projectDirectory, IEnumerable<string> files) =>
        RootFinder.Find(projectDirectory, root, [.. files.Select(file => new ContractItem(file, root))], [], []);

    /// <summary>All roots that the items name, and those of others.</summary>
    /// <param name="protoRoot"><c>GrpcProtoRoot</c>; all paths are absolute.</param>
    /// <param name="importRoots">What lies below them may be imported.</param>
    /// <param name="ownFolders">What the build writes: no proto in there is a contract.</param>
    /// <exception cref="DiagnosticException">An item or a root contradicts another one, or a buf.yaml makes another folder the root.</exception>
    public static ContractSource Find(
        string projectDirectory, string protoRoot, IReadOnlyList<ContractItem> items, IReadOnlyList<string> importRoots, IReadOnlyList<string> ownFolders) =>
        RootFinder.Find(projectDirectory, protoRoot, items, importRoots, ownFolders);

    private static IReadOnlyList<string> Names(IReadOnlyList<ProtoRoot> roots, Func<ProtoRoot, IReadOnlyList<string>> of) => roots.Count == 1
        ? of(roots[0])
        : [.. roots.SelectMany(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static Dictionary<string, ProtoRoot> Holders(IReadOnlyList<ProtoRoot> roots)
    {
        var holders = new Dictionary<string, ProtoRoot>(StringComparer.Ordinal);
        foreach (var (name, root) in roots.SelectMany(root => root.Protos.Select(name => (name, root))).Concat(roots.SelectMany(root => root.Imports.Select(name => (name, root)))))
        {
            holders.TryAdd(name, root);
        }

        return holders;
    }
}
