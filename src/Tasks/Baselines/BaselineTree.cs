using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Baselines;

/// <param name="Path">From the repository's top, with <c>/</c>.</param>
/// <param name="Id">Of its content, in <paramref name="Repository"/>: a submodule's files are objects of its own.</param>
internal sealed record BaselineFile(string Path, string Id, GitFolder Repository);

/// <summary>A contract as a commit has it, by names and ids; nothing of it is on disk.</summary>
/// <param name="Root">What import paths start from, relative to the repository's top, with <c>/</c>; empty: the top.</param>
/// <param name="Configuration">The buf.yaml that stands nearest, at the root or above it; null where there is none.</param>
/// <param name="Base">The folder that Buf must see: the root's own, or that of a workspace above it.</param>
/// <param name="Files">All below <paramref name="Base"/> that Buf reads, in ordinal order.</param>
/// <param name="IsMoved">The root has another name now.</param>
internal sealed record BaselineTree(string Root, string? Configuration, string Base, IReadOnlyList<BaselineFile> Files, bool IsMoved)
{
    public const string Extension = ".proto";
    public const string ConfigurationName = "buf.yaml";
    private const string LockName = "buf.lock";
    private const string WorkspaceName = "buf.work.yaml";

    /// <summary>Files that rule how Buf reads a folder.</summary>
    public static IReadOnlyList<string> RuleNames { get; } = [ConfigurationName, LockName, WorkspaceName];

    public static bool IsRead(string path) =>
        path.EndsWith(Extension, StringComparison.Ordinal) || RuleNames.Contains(path[(path.LastIndexOf('/') + 1)..]);

    /// <summary>Folders, relative to the root, that are no part of it now: roots of their own, and what the build writes.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>The contract's own files, by import path.</summary>
    public IReadOnlyDictionary<string, string> Protos => Files
        .Where(file => file.Path.EndsWith(Extension, StringComparison.Ordinal))
        .Select(file => (Name: GitPath.Below(Root, file.Path), file.Id))
        .Where(file => file.Name is { } name && !Excluded.Any(folder => name.StartsWith(folder + "/", StringComparison.Ordinal)))
        .ToDictionary(file => file.Name!, file => file.Id, StringComparer.Ordinal);

    /// <summary>Whether the working files say the same: every proto below the root, buf.yaml and buf.lock.</summary>
    public bool IsEqualTo(ContractSource source)
    {
        var protos = Protos;
        var names = source.Protos.Concat(source.Imports).ToArray();
        return names.Length == protos.Count
            && names.All(protos.ContainsKey)
            && IsRule(source.BufConfiguration, Configuration, source)
            && (Configuration is null || IsRule(Lock(source.BufConfiguration!), Lock(Configuration), source))
            && names.AsParallel().All(name => BlobId.IsOf(protos[name], File.ReadAllBytes(source.Absolute(name))));
    }

    private bool IsRule(string? working, string? committed, ContractSource source)
    {
        var id = Files.FirstOrDefault(file => file.Path == committed)?.Id;
        if (working is null || !File.Exists(working))
        {
            return id is null;
        }

        // Both stand as far above their root, or the file rules something else.
        return id is not null
            && Path.GetRelativePath(source.Root, working).Replace('\\', '/') == GitPath.From(Root, committed!)
            && BlobId.IsOf(id, File.ReadAllBytes(working));
    }

    private static string Lock(string configuration) => configuration[..^ConfigurationName.Length] + LockName;
}
