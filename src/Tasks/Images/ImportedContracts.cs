namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Contracts of others that nobody has generated code of: what Buf's <c>deps</c> bring, and google/longrunning. A language that has
/// no package for them generates them beside the project's own.
/// </summary>
public static class ImportedContracts
{
    /// <param name="image">The contract's image.</param>
    /// <returns>Import paths, in the image's order.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<string> image, ContractSource source) =>
        [.. image.Where(name => source.Holder(name) is null && !SharedContracts.Contains(name))];
}
