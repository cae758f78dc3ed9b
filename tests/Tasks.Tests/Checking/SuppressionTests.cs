using System.Text;
using Grpc.Service.Sdk.Checking;

namespace Grpc.Service.Sdk.Tests.Checking;

public sealed class SuppressionTests : IDisposable
{
    private const string Entry = """{"rule":"FIELD_NO_DELETE","element":"shop.v1.A.x","baseline":"v1","reason":"why","owner":"me"}""";
    private static readonly DateOnly s_today = new(2030, 1, 15);

    private readonly Comparison _trees = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _trees.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_NoFile_HoldsNothing() => Assert.Equal(([], []), SuppressionFile.Read(SuppressionFormat.Breaking, _folder.At("none.json"), "none.json"));

    [Theory]
    [InlineData("", "GRPC3033", 1)]
    [InlineData("{}", "GRPC3033", 1)]
    [InlineData("[\n  7\n]", "GRPC3033", 2)]
    [InlineData("[\n  {\"rule\" \"x\"}\n]", "GRPC3033", 2)]
    [InlineData("[\n", "GRPC3033", 2)]
    [InlineData("[]\n[]", "GRPC3033", 2)]
    [InlineData("[\n<<<<<<< ours\n=======\n>>>>>>> theirs\n]", "GRPC3034", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\"}\n]", "GRPC3035", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\",\n\"until\":\"e\"}\n]", "GRPC3035", 3)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\n\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3035", 3)]
    [InlineData("[\n  {\"rule\":7,\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3035", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":{\"a\":1},\"baseline\":\"b\",\"reason\":\"c\",\"owner\":null}\n]", "GRPC3035", 2)]
    [InlineData("[\n  {\n\"rule\":\"FIELD_GONE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3036", 3)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\",\"expires\":\"31.12.2030\"}\n]", "GRPC3037", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"baseline\":\"b\",\"reason\":\"c\",\"owner\":\"d\",\"expires\":\"2030-02-30\"}\n]", "GRPC3037", 2)]
    public void Read_BadText_IsACodedErrorAtItsLine(string text, string code, int line)
    {
        var (entries, faults) = Read(text);

        Assert.Empty(entries);
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Equal((code, Severity.Error, "s.json", line), (fault.Code, fault.Severity, fault.Span!.File, fault.Span.Line)));
    }

    [Theory]
    [InlineData("{}", "GRPC3060", 1)]
    [InlineData("[\n<<<<<<< ours\n=======\n>>>>>>> theirs\n]", "GRPC3061", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_LOWER_SNAKE_CASE\",\"element\":\"a\",\"reason\":\"c\"}\n]", "GRPC3062", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_LOWER_SNAKE_CASE\",\"element\":\"a\",\"reason\":\"c\",\"owner\":\"d\",\n\"baseline\":\"e\"}\n]", "GRPC3062", 3)]
    [InlineData("[\n  {\"rule\":\"FIELD_NO_DELETE\",\"element\":\"a\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3063", 2)]
    [InlineData("[\n  {\"rule\":\"GRPC1001\",\"element\":\"a\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3063", 2)]
    [InlineData("[\n  {\"rule\":\"lower snake\",\"element\":\"a\",\"reason\":\"c\",\"owner\":\"d\"}\n]", "GRPC3063", 2)]
    [InlineData("[\n  {\"rule\":\"FIELD_LOWER_SNAKE_CASE\",\"element\":\"a\",\"reason\":\"c\",\"owner\":\"d\",\"expires\":\"soon\"}\n]", "GRPC3064", 2)]
    public void Read_BadTextOfLint_IsACodedErrorAtItsLine(string text, string code, int line)
    {
        var (entries, faults) = SuppressionFile.Read(SuppressionFormat.Lint, _folder.Write("l.json", text), "l.json");

        Assert.Empty(entries);
        Assert.Equal((code, Severity.Error, "l.json", line), (Assert.Single(faults).Code, faults[0].Severity, faults[0].Span!.File, faults[0].Span!.Line));
    }

    [Fact]
    public void Read_Duplicate_IsAnErrorAtTheSecond_AndNamesTheFirst()
    {
        var (entries, faults) = Read($"[\n{Entry},\n{Entry}\n]");

        Assert.Single(entries);
        Assert.Equal(("GRPC3038", 3), (Assert.Single(faults).Code, faults[0].Span!.Line));
        Assert.Contains("line 2", faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ByteOrderMarkCommentsAndTrailingCommas_AreTaken()
    {
        var (entries, faults) = Read("\uFEFF[\n// why\n" + Entry + ",\n]\n");

        Assert.Empty(faults);
        Assert.Equal(3, Assert.Single(entries).Place!.Line);
    }

    [SkippableFact]
    public async Task Run_AcceptedChange_IsNoFinding_AndStillMajor()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }", "message A { int32 y = 2; }");

        var result = await _trees.RunAsync(request => request with { Suppressions = Read($"[{Entry}]").Entries });

        Assert.Empty(result.Findings);
        Assert.Equal(("why", SemVerImpact.Major), (Assert.Single(result.All).Suppression?.Reason, result.Verdict));
    }

    [SkippableTheory]
    [InlineData("FIELD_SAME_TYPE", "shop.v1.A.x")]
    [InlineData("FIELD_NO_DELETE", "shop.v1.A.y")]
    public async Task Run_EntryForSomethingElse_AcceptsNothing(string rule, string element)
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }", "message A { int32 y = 2; }");

        var result = await _trees.RunAsync(request => request with { Suppressions = [new Suppression(rule, element, null, "v1", "", "", null)] });

        Assert.Single(result.Findings);
    }

    [SkippableTheory]
    [InlineData("2030-01-15", false)]
    [InlineData("2030-01-14", true)]
    public async Task Run_ExpiredEntry_AcceptsNothing_AndIsTold(string expires, bool expired)
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }", "message A { int32 y = 2; }");
        var entries = Read($"[\n{Entry.Replace("}", $",\"expires\":\"{expires}\"}}", StringComparison.Ordinal)}]").Entries;

        var findings = (await _trees.RunAsync(request => request with { Suppressions = entries })).Findings;

        Assert.Equal(expired ? ["FIELD_NO_DELETE", "GRPC3039"] : [], findings.Select(finding => finding.Code));
        Assert.All(findings.Where(finding => finding.Code == "GRPC3039"), finding => Assert.Equal(("s.json", 2), (finding.Span!.File, finding.Span.Line)));
    }

    [SkippableFact]
    public async Task Accept_WritesWhatIsFound_AndTheNextRunFindsNothing()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }\nenum E { A0 = 0; A1 = 1; }", "message A { int64 y = 2; }\nenum E { A0 = 0; }");
        var path = _folder.At(SuppressionFormat.Breaking.Name);
        var found = (await _trees.RunAsync()).All;

        var entries = SuppressionFile.Accept([], Keys(found), "v1.0.0", "because \"so\"", "me", new DateOnly(2031, 1, 1), s_today);
        Assert.True(SuppressionFile.Write(SuppressionFormat.Breaking, path, entries));
        Assert.False(SuppressionFile.Write(SuppressionFormat.Breaking, path, entries));
        var (read, faults) = SuppressionFile.Read(SuppressionFormat.Breaking, path, SuppressionFormat.Breaking.Name);

        Assert.Empty(faults);
        Assert.Equal(entries, read.Select(entry => entry with { Place = null }));
        Assert.Empty((await _trees.RunAsync(request => request with { Suppressions = read })).Findings);
    }

    [SkippableFact]
    public async Task Accept_KeepsWhatEntriesSay_AndRenewsExpiredOnes()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; int32 z = 3; }", "message A { int32 z = 3; }");
        var found = (await _trees.RunAsync()).All;
        Suppression[] old =
        [
            new("FIELD_NO_DELETE", "shop.v1.A.x", null, "v0", "old reason", "them", null),
            new("FIELD_NO_DELETE", "shop.v1.A.y", null, "v0", "old reason", "them", new DateOnly(2029, 1, 1)),
        ];

        var entries = SuppressionFile.Accept(old, Keys(found), "v1.0.0", "new", "me", new DateOnly(2031, 1, 1), s_today);

        Assert.Equal([old[0], old[1] with { Baseline = "v1.0.0", Expires = new DateOnly(2031, 1, 1) }], entries);
    }

    [Fact]
    public void Format_SortsEntries_AKeyALine()
    {
        var text = Encoding.UTF8.GetString(SuppressionFile.Format(SuppressionFormat.Breaking, [New("b", "ü\n\"q\""), New("a", "why") with { Expires = new DateOnly(2031, 2, 3), File = "a.proto" }]));

        Assert.Equal(
            """
            [
              {
                "rule": "FIELD_NO_DELETE",
                "element": "a",
                "file": "a.proto",
                "baseline": "v1",
                "reason": "why",
                "owner": "me",
                "expires": "2031-02-03"
              },
              {
                "rule": "FIELD_NO_DELETE",
                "element": "b",
                "baseline": "v1",
                "reason": "ü\n\"q\"",
                "owner": "me"
              }
            ]

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Write_NothingToHold_MakesNoFile()
    {
        Assert.False(SuppressionFile.Write(SuppressionFormat.Breaking, _folder.At("s.json"), []));
        Assert.False(File.Exists(_folder.At("s.json")));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, null, false)]
    public void Stale_NeedsBothBaselinesDead(bool alivePresent, bool? aliveRecorded, bool stale)
    {
        var entry = New("a", "");
        HashSet<(string, string)> alive = [entry.Key];
        HashSet<(string, string)> dead = [];
        var recorded = new Dictionary<string, IReadOnlySet<(string, string)>>();
        if (aliveRecorded is { } known)
        {
            recorded["v1"] = known ? alive : dead;
        }

        var found = SuppressionFile.Stale([entry], alivePresent ? alive : dead, recorded);

        Assert.Equal(stale ? [entry] : [], found);
        Assert.All(SuppressionFile.TellStale(SuppressionFormat.Breaking, found), message => Assert.Equal(("GRPC3040", Severity.Message), (message.Code, message.Severity)));
        Assert.Equal(stale ? [] : [entry], SuppressionFile.Prune([entry], found));
    }

    private static IEnumerable<(string, string, string)> Keys(IEnumerable<BreakingFinding> found) => found.Select(finding => (finding.Rule, finding.Element, finding.File));

    private static Suppression New(string element, string reason) => new("FIELD_NO_DELETE", element, null, "v1", reason, "me", null);

    private (IReadOnlyList<Suppression> Entries, IReadOnlyList<Diagnostic> Faults) Read(string text) =>
        SuppressionFile.Read(SuppressionFormat.Breaking, _folder.Write("s.json", text), "s.json");
}
