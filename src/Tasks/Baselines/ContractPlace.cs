using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// Where a contract lies in a repository. The project's repository decides, also over contracts in a submodule of it: what
/// a pull request moves there is the commit that is recorded. Contracts in a clone that merely lies inside are that clone's.
/// </summary>
/// <param name="Roots">
/// The root's names from the repository's top, with <c>/</c> (empty: the top itself): as it is written, then without
/// symbolic links where that differs.
/// </param>
/// <param name="Submodule">The path of the submodule that holds the root; null where none does.</param>
internal sealed partial record ContractPlace(GitFolder Repository, IReadOnlyList<string> Roots, string? Submodule)
{
    /// <returns>Null where the contract is in no repository.</returns>
    public static ContractPlace? Of(ContractSource source)
    {
        var physical = PhysicalPath.Of(source.Root);
        var inner = GitFolder.Of(physical);
        var outer = GitFolder.Of(source.ProjectDirectory);
        if (outer is null || Relative(PhysicalPath.Of(outer.Top), physical) is not { } real)
        {
            return inner is null ? null : new ContractPlace(inner, [Relative(inner.Top, physical)!], null);
        }

        var nested = inner is not null && inner.Top != PhysicalPath.Of(outer.Top) ? Relative(PhysicalPath.Of(outer.Top), inner.Top) : null;
        if (nested is { Length: > 0 } && !IsSubmodule(outer, nested))
        {
            return new ContractPlace(inner!, [Relative(inner!.Top, physical)!], null);
        }

        string[] roots = Relative(outer.Top, source.Root) is { } written && written != real ? [written, real] : [real];
        return new ContractPlace(outer, roots, nested is { Length: > 0 } ? nested : null);
    }

    /// <returns>Null where the path lies outside of the folder.</returns>
    private static string? Relative(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, Path.TrimEndingDirectorySeparator(path)).Replace('\\', '/');
        return relative == "." ? "" : relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }

    private static bool IsSubmodule(GitFolder outer, string path)
    {
        var modules = Path.Combine(outer.Top, ".gitmodules");
        return File.Exists(modules) && SubmodulePath().Matches(File.ReadAllText(modules)).Any(match => match.Groups[1].Value.Trim().Trim('"') == path);
    }

    [GeneratedRegex(@"^\s*path\s*=\s*(.+)$", RegexOptions.Multiline)]
    private static partial Regex SubmodulePath();
}
