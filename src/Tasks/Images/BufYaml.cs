using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// The user's buf.yaml: looked for from the proto root up to the repository's root, or to the project's folder where there
/// is no repository, so that a stray file of someone else's is never picked up.
/// </summary>
internal static partial class BufYaml
{
    private const string Name = "buf.yaml";

    /// <returns>The absolute path of the file, or null where there is none.</returns>
    /// <exception cref="DiagnosticException">It stands above the root and makes its own folder the module.</exception>
    public static string? FindFor(string root, string projectDirectory)
    {
        var folders = Ancestors(root).ToArray();
        var last = folders.FirstOrDefault(folder => Path.Exists(Path.Combine(folder, ".git"))) ?? projectDirectory;
        var found = folders.TakeWhile(folder => folder.Length >= last.Length).FirstOrDefault(folder => File.Exists(Path.Combine(folder, Name)));
        if (found is null)
        {
            return null;
        }

        var file = Path.Combine(found, Name);
        return Rules(file, root)
            ? file
            : throw new DiagnosticException(Codes.RootIsNoModule.With(new SourceSpan(file), file, root, Path.GetRelativePath(found, root)));
    }

    /// <summary>Without modules, the folder of buf.yaml is the module: import paths would start there and not at our root.</summary>
    public static bool Rules(string file, string root) => Path.GetDirectoryName(file) == root || ModulesKey().IsMatch(File.ReadAllText(file));

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            yield return current;
        }
    }

    [GeneratedRegex(@"^modules\s*:", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ModulesKey();
}
