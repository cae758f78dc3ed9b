namespace Grpc.Service.Sdk.Images;

/// <summary>What decides, in the next build, whether a proto's output and findings are still right.</summary>
/// <param name="Key">See <see cref="ClosureKeys"/>.</param>
/// <param name="Package">Its proto package.</param>
/// <param name="Imports">The import paths that it names itself.</param>
public sealed record ProtoFacts(string Key, string Package, IReadOnlyList<string> Imports)
{
    /// <param name="names">Files of the image; those that it lacks are left out.</param>
    public static IReadOnlyDictionary<string, ProtoFacts> Of(Image image, IEnumerable<string> names) => ClosureKeys.Of(image, names)
        .ToDictionary(entry => entry.Key, entry => Of(image.Find(entry.Key)!, entry.Value), StringComparer.Ordinal);

    private static ProtoFacts Of(ImageFile file, string key) => new(key, file.Package, file.Dependencies);
}
