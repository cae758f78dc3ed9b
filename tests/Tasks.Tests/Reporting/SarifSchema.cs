using CliWrap;
using CliWrap.Buffered;
using Json.Schema;

namespace Grpc.Service.Sdk.Tests.Reporting;

/// <summary>The schema of SARIF 2.1.0, from the npm package that holds it; fetched once, and skipped by name where it cannot be.</summary>
internal static class SarifSchema
{
    private const string Package = "@microsoft/jest-sarif@1.0.0-beta.0";
    private const string File = "package/lib/schemas/sarif-2.1.0-rtm.5.json";

    private static readonly Lazy<JsonSchema?> s_schema = new(Fetch);

    public static JsonSchema Get()
    {
        Skip.If(s_schema.Value is null, $"npm could not fetch {Package}.");
        return s_schema.Value!;
    }

    private static JsonSchema? Fetch()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "sarif");
        var schema = Path.Combine(folder, File);
        if (!System.IO.File.Exists(schema))
        {
            Directory.CreateDirectory(folder);
            if (Run(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "pack", Package, "--silent") is not { } tarball || Run(folder, "tar", "-xzf", tarball.Trim(), File) is null)
            {
                return null;
            }
        }

        // It says draft 4, which JsonSchema.Net does not read; of what changed up to draft 7 it uses the id's name alone.
        return JsonSchema.FromText(System.IO.File.ReadAllText(schema)
            .Replace("json-schema.org/draft-04/schema", "json-schema.org/draft-07/schema", StringComparison.Ordinal)
            .Replace("  \"id\": \"https", "  \"$id\": \"https", StringComparison.Ordinal));
    }

    private static string? Run(string folder, string tool, params string[] arguments)
    {
        try
        {
            var result = Cli.Wrap(tool).WithWorkingDirectory(folder).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync().GetAwaiter().GetResult();
            return result.ExitCode == 0 ? result.StandardOutput : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
