using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>The user's buf.yaml: looked for from the proto root up to the repository's root, as Buf does.</summary>
internal static partial class BufYaml
{
    private const string Name = "buf.yaml";

    /// <returns>The absolute path of the file, or null where there is none.</returns>
    /// <exception cref="DiagnosticException">It stands above the root and makes its own folder the module.</exception>
    public static string? FindFor(string root)
    {
        for (var folder = root; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, Name);
            if (File.Exists(candidate))
            {
                // Without modules, the folder of buf.yaml is the module: import paths would start there and not at our root.
                return folder == root || ModulesKey().IsMatch(File.ReadAllText(candidate))
                    ? candidate
                    : throw new DiagnosticException(Codes.RootIsNoModule.With(new SourceSpan(candidate), candidate, root, Path.GetRelativePath(folder, root)));
            }

            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                break;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^modules\s*:", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ModulesKey();
}
