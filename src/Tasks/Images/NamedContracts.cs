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
    /// <returns>One item a file: the one that the project names, and the last one where it names several.</returns>
    public static IReadOnlyList<ContractItem> Of(IReadOnlyList<ContractItem> items, string projectDirectory, bool besideGrpcTools)
    {
        var named = items.Where(item => !item.IsFound).ToArray();
        var found = items.Where(item => item.IsFound).Select(item => item.Path).ToHashSet(s_paths);
        var meant = besideGrpcTools && named.Any(item => found.Contains(item.Path))
            ? named.Select(item => item with { Root = RootFinder.RootOf(item, [], projectDirectory) })
            : items;
        return [.. meant.GroupBy(item => item.Path, s_paths).Select(alike => alike.Last())];
    }
}
