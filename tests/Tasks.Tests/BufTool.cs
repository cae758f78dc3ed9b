using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Tests;

/// <summary>The Buf CLI of the tool pack, which `dotnet pack src/Tools -c Release` lays out; tests that need it are skipped by name without it.</summary>
internal static class BufTool
{
    private static readonly string? s_path = Find();

    public static string Path
    {
        get
        {
            Skip.If(s_path is null, "No buf under artifacts/tools: run 'dotnet pack src/Tools -c Release' first.");
            return s_path!;
        }
    }

    /// <summary>The image of a folder, as the pipeline builds it.</summary>
    public static byte[] Build(string folder)
    {
        var output = new MemoryStream();
        var errors = new System.Text.StringBuilder();
        var result = Cli.Wrap(Path).WithWorkingDirectory(folder).WithArguments(["build", ".", "-o", "-"])
            .WithStandardOutputPipe(PipeTarget.ToStream(output)).WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .WithValidation(CommandResultValidation.None).ExecuteAsync().GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, errors.ToString());
        return output.ToArray();
    }

    public static async Task<string> OutputAsync(string folder, params string[] arguments) =>
        (await Cli.Wrap(Path).WithWorkingDirectory(folder).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync()).StandardOutput;

    /// <summary>What a check found; it must have run to its end.</summary>
    public static async Task<string> FindingsAsync(string folder, params string[] arguments)
    {
        var result = await Cli.Wrap(Path).WithWorkingDirectory(folder).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        Assert.True(result.ExitCode is 0 or 100, result.StandardError);
        return result.StandardOutput;
    }

    private static string? Find()
    {
        var folder = System.IO.Path.Combine(Checkout.Root, "artifacts", "tools", "buf");
        return !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder, "buf*", SearchOption.AllDirectories)
            .FirstOrDefault(path => path.Contains(OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-", StringComparison.Ordinal));
    }
}
