using System.Text.Json;
using Grpc.Service.Sdk.Checking;

namespace Grpc.Service.Sdk.Tests.Checking;

/// <summary>Every breaking rule that Buf has, and what we say of it.</summary>
public sealed class BreakingRuleTests
{
    public static TheoryData<string> Categories => [.. BreakingRuleTable.Categories];

    [Fact]
    public void Cases_CoverEveryRule() =>
        Assert.Equal(BreakingRuleTable.Rules.Keys.Order(StringComparer.Ordinal), BreakingRuleCases.All.Select(change => change.Rule).Order(StringComparer.Ordinal));

    [SkippableFact]
    public async Task Table_IsWhatTheCliLists()
    {
        using var folder = new TemporaryFolder();
        var lines = await BufTool.OutputAsync(folder.Path, "config", "ls-breaking-rules", "--version", "v2", "--format", "json");

        var listed = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(
            rule => rule.GetProperty("id").GetString()!,
            rule => (Purpose: rule.GetProperty("purpose").GetString(), Categories: string.Join(' ', rule.GetProperty("categories").EnumerateArray().Select(name => name.GetString()).Order(StringComparer.Ordinal))));

        Assert.Equal(
            listed.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key}: {rule.Value.Categories}: {rule.Value.Purpose}"),
            BreakingRuleTable.Rules.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(rule => $"{rule.Id}: {string.Join(' ', rule.Categories.Order(StringComparer.Ordinal))}: {rule.Purpose}"));
    }

    [Fact]
    public void Levels_FollowTheCategories_ButForCallsThatAreNoLongerAnswered()
    {
        var calls = new[] { "PACKAGE_SERVICE_NO_DELETE", "RPC_NO_DELETE", "SERVICE_NO_DELETE" };

        Assert.All(BreakingRuleTable.Rules.Values, rule => Assert.Equal(
            rule.Categories.Contains("WIRE") ? Breaks.Wire | Breaks.Json | Breaks.Source
                : rule.Categories.Contains("WIRE_JSON") ? Breaks.Json | Breaks.Source
                : calls.Contains(rule.Id) ? Breaks.Wire | Breaks.Source
                : Breaks.Source,
            rule.Breaks));
        Assert.All(BreakingRuleTable.Rules.Values, rule =>
        {
            Assert.True(rule.WireRule is null || BreakingRuleTable.Rules[rule.WireRule].Categories.Contains("WIRE"));
            Assert.True(rule.JsonRule is null || BreakingRuleTable.Rules[rule.JsonRule].Categories.Contains("WIRE_JSON"));
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Categories))]
    public async Task EachRule_IsTrippedByItsCase_AtTheMarkedLine(string category)
    {
        using var trees = new Comparison();
        var cases = BreakingRuleCases.All.Where(change => BreakingRuleTable.Rules[change.Rule].Categories.Contains(category)).ToArray();
        foreach (var change in cases)
        {
            Add(change, change.Old, trees.Old);
            Add(change, change.New, (path, text) => trees.New(path, text));
        }

        var result = await trees.RunAsync(request => request with { Rules = BreakingRules.OfCategory(category) });

        Assert.Single(trees.Commands);
        Assert.All(cases, change =>
        {
            var marked = change.New.SelectMany(file => file.Value.Split('\n').Index().Where(line => line.Item.Contains("//!", StringComparison.Ordinal)).Select(line => line.Index + 1)).ToArray();
            var found = result.All.Where(finding => finding.Rule == change.Rule && finding.Element.Contains(Folder(change), StringComparison.Ordinal) || finding.Element.StartsWith(Package(change), StringComparison.Ordinal) && finding.Rule == change.Rule).ToArray();
            Assert.True(found.Length > 0, $"{change.Rule} was not found.");
            Assert.True(marked.Length == 0 || found.Any(finding => marked.Contains(finding.Place.Line)),
                $"{change.Rule} is at line {string.Join(", ", found.Select(finding => finding.Place.Line))} and not {string.Join(", ", marked)}.");
            Assert.All(found, finding => Assert.True(finding.Hint.Length > 0 && finding.Breaks != Breaks.None));
        });
    }

    private static void Add(BreakingRuleCases.Case change, IReadOnlyDictionary<string, string> files, Func<string, string, Comparison> write)
    {
        foreach (var (name, text) in files)
        {
            write($"{Folder(change)}/{name}", text.Replace("{p}", Package(change), StringComparison.Ordinal) + "\n");
        }
    }

    private static string Folder(BreakingRuleCases.Case change) => $"cases/{change.Rule.ToLowerInvariant()}_case";

    private static string Package(BreakingRuleCases.Case change) => $"cases.{change.Rule.ToLowerInvariant()}_case";
}
