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
    /// <param name="started">Told the exact command line, for the log at detailed verbosity.</param>
    public static async Task<ToolResult> RunAsync(
        string path, IReadOnlyList<string> arguments, string workingDirectory, Action<string> started, CancellationToken cancel)
    {
        using var output = new MemoryStream();
        var errors = new System.Text.StringBuilder();
        var command = Cli.Wrap(path)
            .WithArguments(arguments)
            .WithWorkingDirectory(workingDirectory)
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors, System.Text.Encoding.UTF8))
            .WithValidation(CommandResultValidation.None);
        started(command.ToString());
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
}
