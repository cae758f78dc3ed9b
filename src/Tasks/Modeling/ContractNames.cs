using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling.Descriptors;

namespace Grpc.Service.Sdk.Modeling;

/// <summary>
/// A contract as far as its names go: what is declared, and the kinds of it, without places, comments, options and plans. The whole costs ten times as much, and
/// where nothing but protoc writes, nobody reads it. Names are held against C#'s with it; whatever that finds is looked at again in the whole.
/// </summary>
public static class ContractNames
{
    /// <param name="generatedFiles">As those of <see cref="ContractBuilder"/>.</param>
    /// <param name="sides">The same.</param>
    /// <returns>Null where a file has an edition: what its features say is protobuf's own to tell.</returns>
    public static Contract? Read(Image image, IReadOnlyCollection<string> generatedFiles, Func<string, ServiceSides>? sides = null)
    {
        var reader = new NamesReader();
        var generated = generatedFiles.ToHashSet(StringComparer.Ordinal);
        var needed = image.Closure(generated);
        var all = image.Files.Where(file => needed.Contains(file.Name)).Select(reader.Read).ToArray();
        var files = all.Where(file => generated.Contains(file.Path)).ToArray();
        if (files.Any(file => file.Syntax.Length == 0))
        {
            return null;
        }

        reader.Resolve();
        var byPath = all.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var file in all)
        {
            file.ImportedFiles = [.. file.Imports.Select(path => byPath[path])];
        }

        return new Contract([.. ContractBuilder.Packages(files, sides)]) { Files = all };
    }
}
