using System.Reflection;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Tests.Diagnostics;

/// <summary>The registry, the documentation, the targets and the code say the same.</summary>
public sealed partial class CodesTests
{
    private static readonly Dictionary<string, DiagnosticCode> s_codes = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (DiagnosticCode)field.GetValue(null)!);

    [Fact]
    public void Ids_AreUniqueAndOrderedAndOfOneForm()
    {
        var ids = s_codes.Values.Select(code => code.Id).ToArray();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^GRPC[1-5][0-9]{3}$", id));
    }

    [Fact]
    public void Documentation_HasASectionForEachCodeAndNoOther()
    {
        var sections = Heading().Matches(Checkout.Read("docs/diagnostics.md")).Select(match => match.Groups[1].Value);

        Assert.Equal(s_codes.Values.Select(code => code.Id), sections);
    }

    [Fact]
    public void Severity_IsWhatTheDocumentationSays()
    {
        var text = Checkout.Read("docs/diagnostics.md");

        Assert.All(s_codes.Values, code => Assert.Contains($"## {code.Id}\n\n*{code.Severity}:", text, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryCode_IsReportedByTheCodeOrByATarget()
    {
        var sources = string.Concat(Checkout.Sources("src/Tasks", "*.cs").Where(path => !path.EndsWith("/Codes.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var targets = string.Concat(Checkout.Sources("src/Sdk", "*.targets").Select(File.ReadAllText));

        Assert.All(s_codes, code => Assert.True(
            Regex.IsMatch(sources, $@"Codes\.{code.Key}(\.With|,)") || targets.Contains($"Code=\"{code.Value.Id}\"", StringComparison.Ordinal),
            $"{code.Value.Id} {code.Key} is never reported."));
    }

    [Fact]
    public void Targets_ReportRegisteredCodesInTheRegistrysWords()
    {
        var targets = string.Concat(Checkout.Sources("src/Sdk", "*.targets").Select(File.ReadAllText));
        var reported = Reported().Matches(targets).Select(match => (Id: match.Groups[1].Value, Text: match.Groups[2].Value)).ToArray();

        Assert.NotEmpty(reported);
        Assert.All(reported, report =>
        {
            var format = Assert.Single(s_codes.Values, code => code.Id == report.Id).Format;
            var pattern = Regex.Escape(format).Replace("\\{0}", ".+", StringComparison.Ordinal).Replace("\\{1}", ".+", StringComparison.Ordinal).Replace("\\{2}", ".+", StringComparison.Ordinal);
            Assert.Matches("^" + pattern + "$", report.Text);
        });
    }

    [Fact]
    public void With_QuotesTheSubject()
    {
        var diagnostic = Codes.UnknownLanguage.With("cobol", "csharp");

        Assert.Equal(new Diagnostic("GRPC1002", Severity.Error, "'cobol' is not a language that this version generates. GrpcLanguages takes: csharp."), diagnostic);
    }

    [GeneratedRegex(@"^## (GRPC\d{4})$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"Code=""(GRPC\d{4})""[^>]*?Text=""([^""]*)""", RegexOptions.Singleline)]
    private static partial Regex Reported();
}
