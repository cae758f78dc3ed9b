using System.IO.Compression;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Exactly what is packed. A file that comes or goes is a decision: change the list in tests/data/packages with it.</summary>
[Collection(PackedSdk.Collection)]
public sealed class PackageContentTests
{
    private static readonly string ForHost = $"tools/net10.0/{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}/";

    [Theory]
    [InlineData("Grpc.Service.Sdk", "Grpc.Service.Sdk.txt")]
    [InlineData("Grpc.Service.Sdk.Tools.*", "Grpc.Service.Sdk.Tools.txt")]
    public void Package_HoldsExactlyItsFiles(string id, string list)
    {
        var file = Directory.EnumerateFiles(Repository.Packages, id + ".1.0.0.nupkg").First();
        using var package = ZipFile.OpenRead(file);
        var entries = package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal))
            .Select(name => name.StartsWith(ForHost, StringComparison.Ordinal) ? "tools/net10.0/{host}/" + name[ForHost.Length..] : name)
            .Order(StringComparer.Ordinal);

        Golden.Equal(Path.Combine("packages", list), string.Join('\n', entries) + "\n");
    }

    [Fact]
    public void Languages_AreAllPacked()
    {
        using var package = ZipFile.OpenRead(Path.Combine(Repository.Packages, "Grpc.Service.Sdk.1.0.0.nupkg"));
        var packed = package.Entries.Where(entry => entry.FullName.StartsWith("languages/", StringComparison.Ordinal)).Select(entry => entry.FullName).Order(StringComparer.Ordinal);
        var source = Path.Combine(Repository.Root, "src", "Sdk");

        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(source, "languages"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(source, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
            packed);
    }
}
