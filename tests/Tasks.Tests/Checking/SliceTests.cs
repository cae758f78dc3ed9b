using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Checking;

/// <summary>What is left out of a slice has no part in any finding.</summary>
public sealed class SliceTests : IDisposable
{
    private const int Edits = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task Slices_AfterRandomEdits_GiveTheFindingsOfWholeImages(int seed)
    {
        var contracts = new RandomContracts(seed);
        var baseline = Build("old", contracts.Texts());
        for (var edit = 0; edit < Edits; edit++)
        {
            contracts.Edit();
        }

        var current = Build("new", contracts.Texts());
        var found = 0;
        foreach (var category in BreakingRuleTable.Categories)
        {
            var touched = BreakingCheck.Touched(Image.Read(current), Image.Read(baseline), BreakingRules.OfCategory(category));
            var slices = ImageSlices.Of(Image.Read(current), Image.Read(baseline), touched);

            var whole = await FindAsync(current, baseline, category);
            var sliced = touched.Count == 0 ? [] : await FindAsync(slices.Current, slices.Baseline, category);

            Assert.Equal(whole, sliced);
            found += whole.Count;
        }

        Assert.True(found > 0, "The edits broke nothing, so nothing was shown.");
    }

    [SkippableTheory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    public async Task Run_AfterRandomEdits_NamesEachElement_AndAcceptsThemAll(int seed)
    {
        using var trees = new Comparison();
        var contracts = new RandomContracts(seed);
        foreach (var (path, text) in contracts.Texts())
        {
            trees.Old(path, text);
        }

        for (var edit = 0; edit < 3 * Edits; edit++)
        {
            contracts.Edit();
        }

        foreach (var (path, text) in contracts.Texts())
        {
            trees.New(path, text);
        }

        var request = trees.Request();
        var found = (await BreakingCheck.RunAsync(request, CancellationToken.None)).All;
        var whole = await FindAsync(request.Current.ToArray(), request.Baseline.ToArray(), "FILE");
        var entries = SuppressionFile.Accept([], found.Select(finding => (finding.Rule, finding.Element, finding.File)), "v1", "", "", null, request.Today);
        var again = await BreakingCheck.RunAsync(request with { Suppressions = entries }, CancellationToken.None);

        Assert.Equal(whole.Count, found.Count);
        Assert.All(found, finding => Assert.Matches(finding.Rule.StartsWith("FILE_", StringComparison.Ordinal) ? @"^pkg\d/p\d/\w+\.proto$" : @"^pkg\d\.p\d\.(Message|Renamed|Enum|Service)\d+", finding.Element));
        Assert.Empty(again.Findings);
        Assert.Equal(found.Count, again.All.Count);
    }

    [SkippableFact]
    public void Slices_HoldTouchedFilesWithSourceInfo_AndTheirImportsWithout()
    {
        var old = Build("old", Tree("int32"));
        var present = Build("new", Tree("int64"));
        var (current, baseline) = (Image.Read(present), Image.Read(old));

        var touched = ImageSlices.Differing(current, baseline);
        var slice = Image.Read(ImageSlices.Of(current, baseline, touched).Current);

        Assert.Equal(["b.proto"], touched);
        Assert.Equal(["a.proto", "b.proto"], slice.Files.Select(file => file.Name));
        Assert.Equal((true, false), (slice.Files[0].IsImport, slice.Files[1].IsImport));
        Assert.Empty(slice.Files[0].DecodeSourceInfo().Location);
        Assert.NotEmpty(slice.Files[1].DecodeSourceInfo().Location);

        static Dictionary<string, string> Tree(string type) => new()
        {
            ["a.proto"] = Comparison.Proto("message A {}"),
            ["b.proto"] = Comparison.Proto($"import \"a.proto\"; message B {{ A a = 1; {type} x = 2; }}"),
            ["c.proto"] = Comparison.Proto("message C {}"),
        };
    }

    [SkippableFact]
    public void Read_BufsImage_KnowsItsImports()
    {
        var image = Image.Read(Build("old", new Dictionary<string, string> { ["a.proto"] = Comparison.Proto("import \"google/protobuf/empty.proto\"; message A { google.protobuf.Empty e = 1; }") }));

        Assert.Equal([("google/protobuf/empty.proto", true), ("a.proto", false)], image.Files.Select(file => (file.Name, file.IsImport)));
        Assert.Equal(["google/protobuf/empty.proto"], image.Find("a.proto")!.Dependencies);
        Assert.Equal("shop.v1", image.Find("a.proto")!.Package);
    }

    private byte[] Build(string folder, IReadOnlyDictionary<string, string> texts)
    {
        foreach (var (path, text) in texts)
        {
            _folder.Write($"{folder}/{path}", text);
        }

        return BufTool.Build(_folder.At(folder));
    }

    private async Task<IReadOnlyList<string>> FindAsync(byte[] current, byte[] baseline, string category)
    {
        File.WriteAllBytes(_folder.At("current.binpb"), current);
        File.WriteAllBytes(_folder.At("baseline.binpb"), baseline);
        var output = await BufTool.FindingsAsync(_folder.Path, "breaking", "current.binpb", "--against", "baseline.binpb", "--exclude-imports", "--error-format", "json",
            "--config", "{\"version\":\"v2\",\"breaking\":{\"use\":[\"" + category + "\"]}}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
