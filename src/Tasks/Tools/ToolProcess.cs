using System.ComponentModel;
using CliWrap;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Tools;

/// <summary>How a tool ended. A non-zero exit is a value, not an exception: the caller knows what it means.</summary>
public sealed record ToolResult(int ExitCode, byte[] Output, string Errors, TimeSpan Duration)
{
    public string OutputText => System.Text.Encoding.UTF8.GetString(Output);
}

/// <summary>Starts tools. A cancel kills the whole process tree.</summary>
public static class ToolProcess
{
    /// <param name="arguments">Given to the process as they are, without a shell.</param>
    /// <exception cref="DiagnosticException">The system refuses to start it.</exception>
    /// <param name="started">Told the exact command line, as one can paste it into a shell, for the log at detailed verbosity.</param>
    public static Task<ToolResult> RunAsync(
        string path, IReadOnlyList<string> arguments, string workingDirectory, Action<string> started, CancellationToken cancel) =>
        RunAsync(path, arguments, workingDirectory, null, default, started, cancel);

    /// <param name="environment">All that the process gets, nothing of ours beside it; null: ours as it is.</param>
    /// <param name="input">What it reads from standard input.</param>
    public static async Task<ToolResult> RunAsync(
        string path,
        IReadOnlyList<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string>? environment,
        ReadOnlyMemory<byte> input,
        Action<string> started,
        CancellationToken cancel)
    {
        using var output = new MemoryStream();
        var errors = new System.Text.StringBuilder();
        var command = Cli.Wrap(path)
            .WithArguments(arguments)
            .WithWorkingDirectory(workingDirectory)
            .WithEnvironmentVariables(Overlay(environment))
            .WithStandardInputPipe(PipeSource.FromBytes(input))
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors, System.Text.Encoding.UTF8))
            .WithValidation(CommandResultValidation.None);
        started(ShellText.Call(path, arguments, workingDirectory));
        try
        {
            var result = await command.ExecuteAsync(cancel).ConfigureAwait(false);
            return new ToolResult(result.ExitCode, output.ToArray(), errors.ToString(), result.RunTime);
        }
        catch (Win32Exception exception)
        {
            throw new DiagnosticException(Codes.ToolNotStarted.With(path, exception.Message));
        }
    }

    /// <summary>A child inherits what nobody takes away, so what is not wanted is unset by name.</summary>
    private static Dictionary<string, string?> Overlay(IReadOnlyDictionary<string, string>? environment)
    {
        var overlay = new Dictionary<string, string?>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        if (environment is null)
        {
            return overlay;
        }

        foreach (var inherited in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            overlay[inherited] = null;
        }

        foreach (var (name, value) in environment)
        {
            overlay[name] = value;
        }

        return overlay;
    }
}
