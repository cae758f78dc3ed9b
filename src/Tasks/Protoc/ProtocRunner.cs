using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Protoc;

public static class ProtocRunner
{
    /// <param name="protoc">The verified executable.</param>
    /// <param name="argumentFile">Written into the working directory; runs side by side need one each.</param>
    /// <param name="started">Told the command line.</param>
    /// <returns>What protoc and its plugins complained about; empty when all outputs are in staging.</returns>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(
        string protoc, ProtocInvocation invocation, string argumentFile, string workingDirectory, Action<string> started, CancellationToken cancel)
    {
        foreach (var (output, _) in invocation.Outputs)
        {
            Directory.CreateDirectory(Path.Combine(workingDirectory, invocation.OutputFolder(output)));
        }

        await File.WriteAllLinesAsync(Path.Combine(workingDirectory, argumentFile), invocation.Arguments(), cancel).ConfigureAwait(false);
        var result = await ToolProcess.RunAsync(protoc, ["@" + argumentFile], workingDirectory, started, cancel).ConfigureAwait(false);
        return result.ExitCode == 0 ? [] : [Complaint(result.ExitCode, result.Errors.Trim())];
    }

    /// <summary>A full disk is protoc's to find as often as ours, and is told under one code.</summary>
    private static Diagnostic Complaint(int exitCode, string text)
    {
        string[] full = ["No space left on device", "Disk quota exceeded", "not enough space on the disk"];
        return full.Any(words => text.Contains(words, StringComparison.Ordinal)) ? Codes.DiskFull.With(text.TrimEnd('.')) : Codes.ProtocFailed.With(exitCode, text);
    }
}
