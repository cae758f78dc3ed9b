namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Google's common protos, out of packages: what a contract imports of them and has from nowhere else. A copy in a root, or one that
/// Buf's <c>deps</c> bring, comes first.
/// </summary>
/// <param name="Folders">Absolute; import paths start from each.</param>
public sealed record PackagedContracts(IReadOnlyList<string> Folders)
{
    private const string Google = "google/";
    private const string WellKnown = "google/protobuf/";

    public static PackagedContracts None { get; } = new([]);

    /// <param name="isProvided">Some other place has the file.</param>
    /// <returns>The missing files and what those import in turn: where each lies, by import path.</returns>
    public IReadOnlyDictionary<string, string> For(ContractSource source, Func<string, bool> isProvided)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Folders.Count == 0)
        {
            return found;
        }

        var files = source.Roots.SelectMany(root => root.Protos.Concat(root.Imports).Select(root.Absolute)).ToArray();
        var waiting = new Stack<string>(files.AsParallel().SelectMany(file => ImportScan.Of(file).Where(IsMissing)).Distinct(StringComparer.Ordinal));
        while (waiting.TryPop(out var name))
        {
            if (!found.ContainsKey(name) && Folders.Select(folder => Path.GetFullPath(name, folder)).FirstOrDefault(File.Exists) is { } file)
            {
                found[name] = file;
                foreach (var import in ImportScan.Of(file).Where(IsMissing))
                {
                    waiting.Push(import);
                }
            }
        }

        return found;

        bool IsMissing(string name) => name.StartsWith(Google, StringComparison.Ordinal) && !name.StartsWith(WellKnown, StringComparison.Ordinal)
            && source.Holder(name) is null && !isProvided(name);
    }
}
