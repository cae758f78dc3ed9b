using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>What a contract is compared with.</summary>
/// <param name="Name">What people call it: <c>v1.2.0</c>, <c>origin/main</c>, an image file's path; empty where there is none.</param>
/// <param name="Commit">Null for an image file, and where there is no baseline.</param>
/// <param name="Reason">One sentence, for the log: which, and why that one; or why there is none.</param>
/// <param name="Image">A FileDescriptorSet with imports and source info, as <c>buf build</c> writes it; null: nothing to compare.</param>
/// <param name="EqualToWorkingTree">The contract is the baseline's, file by file, so that no finding is possible.</param>
/// <param name="Findings">With an error among them, the contract could not be compared as it was asked for.</param>
public sealed record Baseline(string Name, string? Commit, string Reason, byte[]? Image, bool EqualToWorkingTree, IReadOnlyList<Diagnostic> Findings)
{
    /// <summary>The commit's names of the contract's own files, as import paths, in ordinal order; empty for an image file.</summary>
    public IReadOnlyList<string> Protos => [.. Holders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The same, each with the folder that is its root now.</summary>
    public IReadOnlyDictionary<string, string> Holders { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
