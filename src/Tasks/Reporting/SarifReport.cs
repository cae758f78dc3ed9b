using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Reporting;

/// <summary>
/// The findings as SARIF 2.1.0, for code scanning and editors. Accepted ones are there with their suppression. No time and no
/// absolute path: the same findings give the same bytes on every machine.
/// </summary>
public static class SarifReport
{
    // What GitHub's code scanning takes for the repository's root.
    private const string RootId = "%SRCROOT%";

    /// <param name="sdkVersion">Of the tool that found them: ours.</param>
    public static string Write(BreakingResult result, ReportPaths paths, string sdkVersion)
    {
        var rules = result.All.Select(finding => finding.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0-rtm.5.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, rules, sdkVersion);
            json.WriteString("columnKind", "unicodeCodePoints");
            json.WriteStartArray("results");
            foreach (var finding in result.All)
            {
                WriteResult(json, finding, paths.Of(finding.Place.File), Array.IndexOf(rules, finding.Rule));
            }

            json.WriteEndArray();
            json.WriteStartObject("properties");
            json.WriteString("semVer", result.Verdict.ToString().ToLowerInvariant());
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteTool(Utf8JsonWriter json, string[] rules, string sdkVersion)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Grpc.Service.Sdk");
        json.WriteString("version", sdkVersion);
        json.WriteStartArray("rules");
        foreach (var id in rules)
        {
            var rule = BreakingRuleTable.Rules.GetValueOrDefault(id);
            json.WriteStartObject();
            json.WriteString("id", id);
            if (rule is not null)
            {
                WriteText(json, "shortDescription", rule.Purpose);
                WriteText(json, "help", $"{rule.Purpose} In the rule sets {string.Join(", ", rule.Categories)}. Accept a change that is meant with 'dotnet build -t:GrpcAcceptBreaking'.");
                json.WriteString("helpUri", $"https://buf.build/docs/breaking/rules/#{id.ToLowerInvariant()}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BreakingFinding finding, string path, int ruleIndex)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        WriteText(json, "message", finding.Text);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", RootId);
        json.WriteEndObject();
        if (finding.Place.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Place.Line);
            WritePositive(json, "startColumn", finding.Place.Column);
            WritePositive(json, "endLine", finding.Place.EndLine);
            WritePositive(json, "endColumn", finding.Place.EndColumn);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Element);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();

        // By rule, element and words, not by line: a finding stays itself when the text around it moves.
        json.WriteStartObject("partialFingerprints");
        json.WriteString("breakingChange/v1", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Rule}\n{finding.Element}\n{finding.Message}"))));
        json.WriteEndObject();
        if (finding.Suppression is { } suppression)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("status", "accepted");
            json.WriteString("justification", suppression.Owner.Length > 0 ? $"{suppression.Reason} ({suppression.Owner})" : suppression.Reason);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WritePositive(Utf8JsonWriter json, string name, int value)
    {
        if (value > 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
