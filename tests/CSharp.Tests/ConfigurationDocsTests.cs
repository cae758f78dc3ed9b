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

    /// <summary>What is said of C# is what C# says at its start, in the same words; every other key holds in both.</summary>
    [Fact]
    public void Differences_AreThoseThatTheServersSayThemselves()
    {
        var rows = Difference().Matches(s_docs).ToDictionary(match => match.Groups[1].Value, match => (Section: match.Groups[2].Value, CSharp: match.Groups[3].Value, Go: match.Groups[4].Value));
        Assert.All(rows, row => Assert.Equal(row.Key.Split('.')[0], row.Value.Section));
        Assert.All(rows.Keys, key => Assert.Contains(key, ConfigSetting.AllOf(new ServiceConfig()).Select(setting => setting.Key)));
        Assert.All(rows.Values, row => Assert.StartsWith("honoured", row.Go, StringComparison.Ordinal));

        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "Sdk", "languages", "csharp"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var warned = NoEffect().Matches(sources).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Order();
        Assert.Equal(warned, rows.Where(row => row.Value.CSharp.StartsWith("no effect", StringComparison.Ordinal)).Select(row => (row.Key, row.Value.CSharp["no effect: ".Length..])).Order());
        Assert.Equal(warned.Select(entry => entry.Item1), Row().Matches(s_docs).Where(match => s_docs[match.Index..].Split('\n')[0].Contains("**No effect in C#**", StringComparison.Ordinal)).Select(match => match.Groups[1].Value).Order());
    }

    [GeneratedRegex(@"^\| \[`([a-zA-Z.]+)`\]\(#(\w+)\) \| (.+?) \| (.+?) \|$", RegexOptions.Multiline)]
    private static partial Regex Difference();

    [GeneratedRegex(@"""([a-zA-Z.]+) has no effect: ([^""]+)""")]
    private static partial Regex NoEffect();

    [GeneratedRegex(@"^\| `([a-zA-Z.]+)` \| (.+?) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
