namespace Grpc.Service.Sdk.Images;

/// <summary>Which items are meant, where a project names contracts that the default glob finds too.</summary>
internal static class NamedContracts
{
    // As file systems compare names there.
    private static readonly StringComparer s_paths = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <param name="besideGrpcTools">
    /// The project references Grpc.Tools, which adds no contract by itself and starts import paths from the project's folder: a project that names
    /// contracts of the default root is taken at that word.
    /// </param>
    /// <returns>For each file what the project names, the last one of several with one root; what the glob found only where it names nothing.</returns>
    public static IReadOnlyList<ContractItem> Of(IReadOnlyList<ContractItem> items, string projectDirectory, bool besideGrpcTools)
    {
        var named = items.Where(item => !item.IsFound).ToArray();
        var found = items.Where(item => item.IsFound).Select(item => item.Path).ToHashSet(s_paths);
        var meant = besideGrpcTools && named.Any(item => found.Contains(item.Path))
            ? named.Select(item => item with { Root = RootFinder.RootOf(item, [], projectDirectory) })
            : items;
        return [.. meant.GroupBy(item => item.Path, s_paths).SelectMany(Meant)];
    }

    private static IEnumerable<ContractItem> Meant(IEnumerable<ContractItem> alike)
    {
        var named = alike.Where(item => !item.IsFound).ToArray();

        // Several roots for one file contradict each other, which is told where roots are looked for.
        return named.Length > 0 ? named.GroupBy(item => item.Root, s_paths).Select(same => same.Last()) : [alike.Last()];
    }
}
