using FileOptions = Google.Protobuf.Reflection.FileOptions;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Sets languages' file options where a contract leaves them out, as Buf's managed mode does, so that no contract needs
/// them. Only protoc sees the result: lint, the breaking gate and the model take the contracts as they are.
/// </summary>
public static class ManagedOptions
{
    /// <param name="names">The files that may be changed; the image's others are left as they are.</param>
    public static Image Apply(Image image, IEnumerable<string> names)
    {
        var managed = names.ToHashSet(StringComparer.Ordinal);
        return Image.Of(image.Files.Select(file => managed.Contains(file.Name) && file.Package.Length > 0 ? Apply(file) : file));
    }

    private static ImageFile Apply(ImageFile file) => file.HasOption(FileOptions.CsharpNamespaceFieldNumber)
        ? file
        : file.With(new FileOptions { CsharpNamespace = GeneratorCase.Pascal(file.Package, keepDots: true) });
}
