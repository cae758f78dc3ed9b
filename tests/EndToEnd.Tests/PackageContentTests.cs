using System.IO.Compression;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Exactly what is packed. A file that comes or goes is a decision: change the list in tests/data/packages with it.</summary>
[Collection(PackedSdk.Builds)]
public sealed class PackageContentTests
{
    private static readonly string ForHost = $"tools/net10.0/{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}/";

    [Theory]
    [InlineData("Grpc.Service.Sdk", "Grpc.Service.Sdk.txt")]
    [InlineData("Grpc.Service.Sdk.Tools.{host}", "Grpc.Service.Sdk.Tools.txt")]
    public void Package_HoldsExactlyItsFiles(string id, string list)
    {
        using var package = Open(id);
        var entries = package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal))
            .Select(name => name.StartsWith(ForHost, StringComparison.Ordinal) ? "tools/net10.0/{host}/" + name[ForHost.Length..] : name)
            .Order(StringComparer.Ordinal);

        Golden.Equal(Path.Combine("packages", list), string.Join('\n', entries) + "\n");
    }

    /// <summary>Made without Go, a local pack has a file that says so in the place of the plugins.</summary>
    [Fact]
    public void GoPack_HoldsThePluginsOrSaysWhyNot()
    {
        using var package = Open("Grpc.Service.Sdk.Tools.Go.{host}");
        var tools = package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("tools/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var end = OperatingSystem.IsWindows() ? ".exe" : "";

        Assert.Equal(
            GoToolchain.Current is null ? ["tools/MISSING.txt"] : ["tools/SHA256SUMS", "tools/protoc-gen-go" + end, $"tools/protoc-gen-go-grpc{end}"],
            tools);
    }

    private static ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(
        Repository.Packages, id.Replace("{host}", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal) + ".1.0.0.nupkg"));

    [Fact]
    public void Languages_AreAllPacked_WithoutTheirOwnTests()
    {
        using var package = ZipFile.OpenRead(Path.Combine(Repository.Packages, "Grpc.Service.Sdk.1.0.0.nupkg"));
        var packed = package.Entries.Where(entry => entry.FullName.StartsWith("languages/", StringComparison.Ordinal)).Select(entry => entry.FullName).Order(StringComparer.Ordinal);
        var source = Path.Combine(Repository.Root, "src", "Sdk");

        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(source, "languages"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(source, path).Replace('\\', '/'))
                .Where(path => !path.Contains("/testdata/", StringComparison.Ordinal) && !path.EndsWith("_test.go", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            packed);
    }
}
