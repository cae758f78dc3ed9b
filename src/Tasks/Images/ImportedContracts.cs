namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Contracts of others that nobody has generated code of: what Buf's <c>deps</c> bring, and google/longrunning. A language that has
/// no package for them generates them beside the project's own.
/// </summary>
public static class ImportedContracts
{
    /// <param name="image">The contract's image: each file with what it imports.</param>
    /// <returns>Import paths, in the image's order.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<(string Name, IEnumerable<string> Imports)> image, ContractSource source)
    {
        var generatedElsewhere = ImportedByOthers(image, source);
        return [.. image.Select(file => file.Name).Where(name => source.Holder(name) is null && !SharedContracts.Contains(name) && !generatedElsewhere.Contains(name))];
    }

    /// <summary>A referenced project has generated what its own contracts import, and its messages have those types.</summary>
    private static HashSet<string> ImportedByOthers(IReadOnlyList<(string Name, IEnumerable<string> Imports)> image, ContractSource source)
    {
        var imported = new HashSet<string>(StringComparer.Ordinal);

        // A file comes after what it imports.
        foreach (var (name, imports) in image.Reverse())
        {
            if (imported.Contains(name) || source.Holder(name) is { IsImportOnly: true })
            {
                imported.UnionWith(imports);
            }
        }

        return imported;
    }
}
