using System.Text.Json;
using System.Text.RegularExpressions;

namespace GrpcServiceTemplate.Tests;

/// <summary>docs/configuration.md has every key, with the default that the code has.</summary>
public sealed partial class ConfigurationDocsTests
{
    private static readonly string s_docs = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "configuration.md"));

    public static TheoryData<string> Keys => [.. ConfigSetting.AllOf(new ServiceConfig()).Select(setting => setting.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void EveryKey_HasARow_WithItsDefault(string key)
    {
        var row = Row().Matches(s_docs).SingleOrDefault(match => match.Groups[1].Value == key);
        Assert.True(row is not null, $"docs/configuration.md has no row of {key}.");
        if (row.Groups[2].Value is "none" or ['`', .., '`'])
        {
            var documented = row.Groups[2].Value is "none" ? "" : row.Groups[2].Value[1..^1];
            var config = new ServiceConfig();
            var setting = ConfigSetting.AllOf(config).Single(candidate => candidate.Key == key);
            setting.Take(ConfigValue.OfText("docs", key, documented));
            Assert.Equal(JsonSerializer.Serialize(new ServiceConfig()), JsonSerializer.Serialize(config));
        }
    }

    [Fact]
    public void EveryRow_IsAKey() => Assert.Equal(
        ConfigSetting.AllOf(new ServiceConfig()).Select(setting => setting.Key).Order(StringComparer.Ordinal), Row().Matches(s_docs).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `([a-zA-Z.]+)` \| (.+?) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
