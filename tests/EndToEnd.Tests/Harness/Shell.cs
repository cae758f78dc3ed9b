using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Starts tools as a user's terminal would: without what a CI or this test run has set.</summary>
internal static class Shell
{
    private static readonly string[] s_ciPrefixes = ["GITHUB_", "CI_", "BUILD_", "SYSTEM_", "BITBUCKET_", "GIT_", "MSBUILD", "Grpc"];

    public static IReadOnlyDictionary<string, string?> Environment { get; } = CleanEnvironment();

    public static async Task<BufferedCommandResult> RunAsync(string tool, string folder, params string[] arguments) =>
        await Command(tool, folder, arguments).ExecuteBufferedAsync();

    public static Command Command(string tool, string folder, params string[] arguments) => Cli.Wrap(tool)
        .WithArguments(arguments)
        .WithWorkingDirectory(folder)
        .WithEnvironmentVariables(Environment)
        .WithValidation(CommandResultValidation.None);

    private static Dictionary<string, string?> CleanEnvironment()
    {
        var variables = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name == "CI" || s_ciPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        variables["NUGET_PACKAGES"] = Repository.NuGetFolder;
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        variables["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        variables["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return variables;
    }
}
