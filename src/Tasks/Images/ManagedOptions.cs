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
                file.Options.CsharpNamespace = PascalCase(file.Package);
            }
        }
    }

    /// <summary><c>my_shop.v1</c> → <c>MyShop.V1</c>: what protoc's C# generator takes for a file without the option.</summary>
    internal static string PascalCase(string package) => string.Join('.', package.Split('.').Select(Segment));

    private static string Segment(string segment)
    {
        var result = new System.Text.StringBuilder(segment.Length);
        var upper = true;
        foreach (var character in segment)
        {
            if (character == '_')
            {
                upper = true;
                continue;
            }

            result.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = char.IsAsciiDigit(character);
        }

        return result.ToString();
    }
}
