using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Where the contracts lie and how their names in the image map to the files that are edited. The tools run inside the
/// root and are given <c>.</c>, so no path of the user's ever reaches an option that would split or interpret it.
/// </summary>
/// <param name="Root">The absolute folder that import paths start from.</param>
/// <param name="ProjectDirectory">What reported paths are relative to.</param>
/// <param name="Protos">The files to check and generate, as import paths with <c>/</c>, in ordinal order.</param>
/// <param name="Imports">Other protos below the root: they can be imported, and are neither checked nor generated.</param>
/// <param name="BufConfiguration">The user's buf.yaml that rules the root; null makes ours stand in.</param>
public sealed record ContractSource(
    string Root, string ProjectDirectory, IReadOnlyList<string> Protos, IReadOnlyList<string> Imports, string? BufConfiguration)
{
    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <exception cref="DiagnosticException">A file lies outside the root, or a buf.yaml makes another folder the root.</exception>
    public static ContractSource Find(string root, string projectDirectory, IEnumerable<string> files)
    {
        var protos = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var relative = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            {
                throw new DiagnosticException(Codes.ContractOutsideRoot.With(file, root));
            }

            if (!SharedContracts.Contains(relative))
            {
                protos.Add(relative);
            }
        }

        var below = Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.proto", s_everything) : [];
        var imports = below.Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(name => !protos.Contains(name))
            .Order(StringComparer.Ordinal);
        return new ContractSource(root, projectDirectory, [.. protos], [.. imports], BufYaml.FindFor(root, projectDirectory));
    }

    /// <summary>The file behind an import path, as a diagnostic names it.</summary>
    public string Display(string importPath) => DisplayPath(Absolute(importPath));

    /// <summary>A path as people see it: relative to the project where it lies below it.</summary>
    public string DisplayPath(string path)
    {
        var relative = Path.GetRelativePath(ProjectDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    public string Absolute(string importPath) => Path.GetFullPath(importPath, Root);
}
