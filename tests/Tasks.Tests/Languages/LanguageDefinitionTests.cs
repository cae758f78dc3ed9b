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

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\" GeneratedCSharp=")]
    private static partial Regex Given();
}
