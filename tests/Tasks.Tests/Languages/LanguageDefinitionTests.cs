using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Languages;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed partial class LanguageDefinitionTests
{
    [Fact]
    public void CSharp_PinsThePackagesThatUsersGet()
    {
        var language = LanguageDefinition.Read(Path.Combine(Checkout.Root, "src", "Sdk", "languages", "csharp"));
        var given = Given().Matches(Checkout.Read("Directory.Packages.props")).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Assert.Equal(given.OrderBy(pin => pin.Key), language.Packages.OrderBy(pin => pin.Key));
    }

    [Theory]
    [InlineData("go.mod", true)]
    [InlineData("store/memory_test.go", true)]
    [InlineData("testdata/a/b.txt", true)]
    [InlineData("store/go.mod", false)]
    [InlineData("store/memory.go", false)]
    public void IsUnpublished_KnowsFilesFoldersAndEnds(string file, bool expected) =>
        Assert.Equal(expected, (Go() with { Unpublished = ["go.mod", "testdata/", "*_test.go"] }).IsUnpublished(file));

    [Fact]
    public void Go_PinsWhatItsModuleAndItsToolsAreMadeOf()
    {
        var pins = Go().Packages;
        var template = Checkout.Read("src/Sdk/languages/go/go.mod.scriban");
        var tools = Checkout.Read("src/Tools.Go/plugins/go.mod");

        Assert.All(pins, pin => Assert.Contains($"\t{pin.Key} {{{{ packages[\"{pin.Key}\"] }}}}", template, StringComparison.Ordinal));
        var scaffold = Checkout.Read("src/Sdk/languages/go/scaffold/go.mod.scriban");

        // What a client alone needs is no part of a server.
        Assert.All(pins.Keys.Where(pin => pin != "golang.org/x/oauth2"), pin => Assert.Contains($"\t{pin} {{{{ packages[\"{pin}\"] }}}}", scaffold, StringComparison.Ordinal));
        Assert.All(pins, pin => Assert.Contains($"\n{pin.Key} {pin.Value} h1:", "\n" + Checkout.Read("src/Sdk/languages/go/go.sum.scriban"), StringComparison.Ordinal));
        Assert.Contains($"google.golang.org/protobuf {pins["google.golang.org/protobuf"]} ", tools, StringComparison.Ordinal);
    }

    private static LanguageDefinition Go() => LanguageDefinition.Read(Path.Combine(Checkout.Root, "src", "Sdk", "languages", "go"));

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\" GeneratedCSharp=")]
    private static partial Regex Given();
}
