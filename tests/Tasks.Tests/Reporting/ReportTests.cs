using System.Text.Json;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Reporting;
using Json.Schema;

namespace Grpc.Service.Sdk.Tests.Reporting;

public sealed class ReportTests
{
    private static readonly BreakingFinding s_deleted = new(
        "FIELD_NO_DELETE", "shop.v1.A.x", "shop/v1/shop.proto", "Previously present field \"1\" with name \"x\" on message \"A\" was deleted.",
        "Deprecate it instead; or put 'reserved 1; reserved \"x\";' into 'A', so that nobody takes it for something else.",
        Breaks.Wire | Breaks.Json | Breaks.Source, "", "shop/v1/shop.proto:4", new SourceSpan("proto/shop/v1/shop.proto", 3, 1, 5, 2), Severity.Error, Unstable: false);

    private static readonly BreakingFinding s_option = new(
        "FILE_SAME_GO_PACKAGE", "a b/ü.proto", "a b/ü.proto", "File option \"go_package\" changed from \"a|b`c\" to \"<i>*d*\".",
        "Keep the option: it names what is generated.", Breaks.Source, "Go", null, new SourceSpan("proto/a b/ü.proto", 2, 1, 2, 9), Severity.Warning, Unstable: true);

    private static readonly BreakingFinding s_accepted = s_deleted with
    {
        Element = "shop.v1.A.y",
        Suppression = new Suppression("FIELD_NO_DELETE", "shop.v1.A.y", null, "v1.0.0", "nobody | used it", "team", new DateOnly(2031, 1, 2)),
    };

    private static readonly ReportPaths s_paths = new(Path.Combine(Checkout.Root, "services", "shop"), Checkout.Root);

    private static readonly BreakingResult s_result = new([], [s_option, s_deleted, s_accepted], SemVerImpact.Major, 2);

    public static TheoryData<int> Sizes => [0, 1, 3, 2000];

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public void Sarif_IsValidByItsSchema(int findings)
    {
        var text = SarifReport.Write(Many(findings), s_paths, "1.0.0");

        var evaluation = SarifSchema.Get().Evaluate(JsonDocument.Parse(text).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });

        Assert.True(evaluation.IsValid, string.Join('\n', (evaluation.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))));
    }

    [SkippableFact]
    public void Sarif_SchemaRefusesWhatIsNoSarif() =>
        Assert.False(SarifSchema.Get().Evaluate(JsonDocument.Parse("""{"version":"2.1.0","runs":[{"results":[{}]}]}""").RootElement).IsValid);

    [Fact]
    public void Sarif_HoldsPlacesFingerprintsAndSuppressions()
    {
        var run = JsonDocument.Parse(SarifReport.Write(s_result, s_paths, "1.0.0")).RootElement.GetProperty("runs")[0];
        var results = run.GetProperty("results").EnumerateArray().ToArray();

        Assert.Equal(["FIELD_NO_DELETE", "FILE_SAME_GO_PACKAGE"], run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()));
        Assert.Equal(["warning", "error", "error"], results.Select(result => result.GetProperty("level").GetString()));
        Assert.Equal([1, 0, 0], results.Select(result => result.GetProperty("ruleIndex").GetInt32()));
        Assert.Equal("services/shop/proto/a%20b/%C3%BC.proto", results[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(3, results.Select(result => result.GetProperty("partialFingerprints").GetRawText()).Distinct().Count());
        Assert.Equal("nobody | used it (team)", results[2].GetProperty("suppressions")[0].GetProperty("justification").GetString());
        Assert.False(results[1].TryGetProperty("suppressions", out _));
    }

    [Theory]
    [InlineData("proto/a.proto", "services/shop/proto/a.proto")]
    [InlineData("../protos/a.proto", "services/protos/a.proto")]
    public void Paths_AreTheRepositorys(string path, string expected)
    {
        Assert.Equal(expected, s_paths.Of(path));
        Assert.Equal(expected, s_paths.Of(Path.GetFullPath(Path.Combine(s_paths.ProjectDirectory, path))));
    }

    [Fact]
    public void Sarif_FingerprintStays_WhenLinesMove()
    {
        static string Fingerprint(BreakingFinding finding) => JsonDocument.Parse(SarifReport.Write(new BreakingResult([], [finding], SemVerImpact.Major, 1), s_paths, "1.0.0"))
            .RootElement.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("partialFingerprints").GetRawText();

        Assert.Equal(Fingerprint(s_deleted), Fingerprint(s_deleted with { Place = s_deleted.Place with { Line = 30 } }));
    }

    [Fact]
    public void Markdown_IsTheGoldenPage() => Golden.Matches("breaking/report.md", MarkdownReport.Write(s_result, s_paths, "v1.0.0", "the highest version tag that HEAD reaches"));

    [Fact]
    public void Markdown_NothingFound_SaysSo() =>
        Assert.Equal(
            "# Breaking changes\n\n**The next version is a patch one.** Nothing breaks.\n\nHeld against `v1`: a reason\n",
            MarkdownReport.Write(new BreakingResult([], [], SemVerImpact.Patch, 0), s_paths, "v1", "a reason"));

    [Fact]
    public void Markdown_TwoThousandFindings_StaysShort()
    {
        var page = MarkdownReport.Write(Many(2000), s_paths, "v1", "a reason");

        Assert.Contains("And 1800 more", page, StringComparison.Ordinal);
        Assert.True(page.Length < 200_000, $"{page.Length}");
    }

    [Fact]
    public void Reports_OfTheSameFindings_AreTheSameBytes()
    {
        Assert.Equal(SarifReport.Write(s_result, s_paths, "1"), SarifReport.Write(s_result, s_paths, "1"));
        Assert.DoesNotContain('\r', SarifReport.Write(s_result, s_paths, "1"));
        Assert.DoesNotContain('\r', MarkdownReport.Write(s_result, s_paths, "v1", ""));
    }

    private static BreakingResult Many(int findings) => findings == 3
        ? s_result
        : new BreakingResult([], [.. Enumerable.Range(0, findings).Select(index => s_deleted with { Element = $"shop.v1.A.x{index}" })], SemVerImpact.Major, 1);
}
