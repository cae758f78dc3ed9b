using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Sets languages' file options where a contract leaves them out, as Buf's managed mode does, so that no contract needs
/// them. Only protoc and the model see the result: lint and the breaking gate take the contracts as they are.
/// </summary>
public static class ManagedOptions
{
    /// <param name="files">The image's files; those of <paramref name="names"/> are changed in place.</param>
    public static void Apply(FileDescriptorSet files, IEnumerable<string> names)
    {
        var managed = names.ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.File.Where(file => managed.Contains(file.Name) && file.Package.Length > 0))
        {
            file.Options ??= new Google.Protobuf.Reflection.FileOptions();
            if (!file.Options.HasCsharpNamespace)
            {
                file.Options.CsharpNamespace = GeneratorCase.Pascal(file.Package, keepDots: true);
            }
        }
    }
}
