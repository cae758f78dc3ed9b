using System.Text.RegularExpressions;
using CliWrap;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>
/// Real contracts: the v1 packages of google/cloud with all that they import, in the order of their names, until there are enough. They come from npm's
/// google-proto-files when the bench runs, and are no part of the repository.
/// </summary>
internal sealed partial class GoogleContracts : IContracts
{
    private const string Package = "google-proto-files";

    // Packages below one that has a message Schema: in C# a type and a namespace of one name, which do not compile in one project.
    private const string Schemas = "google/cloud/aiplatform/v1/schema/";
    private const string Version = "6.0.1";

    public string Title => "real";

    public string Touched => "google/cloud/accessapproval/v1/accessapproval.proto";

    public IReadOnlyList<string> Shared => ["google/api", "google/rpc", "google/type", "google/protobuf"];

    public async Task WriteAsync(string root, int files)
    {
        var source = await FetchAsync(Path.GetFullPath(Path.Combine(root, "..", "..", "..")));
        foreach (var path in Choose(source, files).Where(path => !path.StartsWith("google/protobuf/", StringComparison.Ordinal)))
        {
            var target = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(source, path), target);
        }
    }

    private HashSet<string> Choose(string source, int files)
    {
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var candidates = Directory.EnumerateFiles(Path.Combine(source, "google", "cloud"), "*.proto", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(source, file).Replace('\\', '/'))
            .Where(path => path.Contains("/v1/", StringComparison.Ordinal) && !path.StartsWith(Schemas, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            var more = new HashSet<string>(chosen, StringComparer.Ordinal);
            Add(source, candidate, more);
            if (more.Count(path => !Shared.Any(folder => path.StartsWith(folder + "/", StringComparison.Ordinal))) > files)
            {
                break;
            }

            chosen = more;
        }

        return chosen;
    }

    private static void Add(string source, string path, HashSet<string> chosen)
    {
        if (chosen.Add(path))
        {
            foreach (Match import in Import().Matches(File.ReadAllText(Path.Combine(source, path))))
            {
                Add(source, import.Groups[1].Value, chosen);
            }
        }
    }

    private static async Task<string> FetchAsync(string folder)
    {
        var fetched = Path.Combine(folder, Package);
        if (!Directory.Exists(fetched))
        {
            await Cli.Wrap("npm").WithArguments(["pack", $"{Package}@{Version}", "--silent", "--pack-destination", folder]).WithWorkingDirectory(folder).ExecuteAsync();
            Directory.CreateDirectory(fetched);
            await Cli.Wrap("tar").WithArguments(["-xzf", $"{Package}-{Version}.tgz", "-C", fetched, "--strip-components", "1"]).WithWorkingDirectory(folder).ExecuteAsync();
        }

        return fetched;
    }

    [GeneratedRegex("""^import\s+(?:public\s+|weak\s+)?"([^"]+)";""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Import();
}
