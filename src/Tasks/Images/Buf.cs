using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Images;

/// <summary>The Buf CLI over one source of contracts: how it is started, and how its findings become diagnostics.</summary>
/// <param name="path">The verified executable.</param>
/// <param name="started">Told each command line.</param>
public sealed class Buf(string path, ContractSource source, Action<string> started)
{
    internal const int FindingsExitCode = 100;
    internal const string CompileRule = "COMPILE";

    // Requests and responses that are the resource itself or Empty are what the AIPs ask for; STANDARD forbids them.
    private const string DefaultConfiguration =
        """{"version":"v2","lint":{"use":["STANDARD"],"except":["RPC_REQUEST_RESPONSE_UNIQUE","RPC_REQUEST_STANDARD_NAME","RPC_RESPONSE_STANDARD_NAME"]}}""";

    public async Task<(ToolResult Result, IReadOnlyList<Diagnostic> Findings)> RunAsync(
        string command, IEnumerable<string> arguments, Severity severity, CancellationToken cancel)
    {
        string[] configuration = source.BufConfiguration is null ? ["--config", DefaultConfiguration] : [];
        string[] all = [command, ".", .. configuration, "--error-format", "json", .. arguments];
        var result = await ToolProcess.RunAsync(path, all, source.Root, started, cancel).ConfigureAwait(false);
        if (result.ExitCode is not (0 or FindingsExitCode))
        {
            throw new DiagnosticException(Codes.BufFailed.With(Where(), command, result.ExitCode, result.Errors.Trim()));
        }

        // `build` tells its findings on standard error, `lint` on standard output; Buf 1.74.0.
        var text = command == "build" ? result.Errors : result.OutputText;
        return (result, result.ExitCode == 0 ? [] : [.. Parse(text, severity).Distinct().Order()]);
    }

    private SourceSpan Where() => new(source.BufConfiguration ?? source.Root);

    private IEnumerable<Diagnostic> Parse(string text, Severity severity)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var found = BufAnnotation.Read(line);
            yield return found is null
                ? Codes.BufSaid.With(Where(), line)
                : new Diagnostic(found.Type, found.Type == CompileRule ? Severity.Error : severity, found.Message, Span(found));
        }
    }

    private SourceSpan? Span(BufAnnotation found) => found.Path is null
        ? Where()
        : new SourceSpan(source.Display(found.Path), found.StartLine, found.StartColumn, found.EndLine, found.EndColumn);
}
