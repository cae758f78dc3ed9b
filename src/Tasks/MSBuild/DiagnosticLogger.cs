using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Pipeline;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>The one place where findings become MSBuild's events.</summary>
/// <param name="documentation">docs/diagnostics.md inside the package, which our own codes link to; null links nothing.</param>
internal sealed class DiagnosticLogger(TaskLoggingHelper log, string? documentation) : IPipelineSink
{
    private readonly Lock _gate = new();

    public bool HasErrors => log.HasLoggedErrors;

    public void Report(Diagnostic diagnostic)
    {
        var (code, severity, message, span) = diagnostic;
        span ??= new SourceSpan("");
        var file = span.File.Length == 0 ? null : span.File;
        lock (_gate)
        {
            switch (severity)
            {
                case Severity.Error:
                    log.LogError(null, code, null, HelpLink(code), file, span.Line, span.Column, span.EndLine, span.EndColumn, Text(message));
                    break;
                case Severity.Warning:
                    log.LogWarning(null, code, null, HelpLink(code), file, span.Line, span.Column, span.EndLine, span.EndColumn, Text(message));
                    break;
                default:
                    log.LogMessage(null, code, null, file, span.Line, span.Column, span.EndLine, span.EndColumn, MessageImportance.Normal, Text(message));
                    break;
            }
        }
    }

    public void Stage(string text) => Message(MessageImportance.Normal, text);

    public void Detail(string text) => Message(MessageImportance.Low, text);

    private void Message(MessageImportance importance, string text)
    {
        lock (_gate)
        {
            log.LogMessage(importance, Text(text));
        }
    }

    /// <summary>Without arguments MSBuild takes a text as it is; braces in it are no placeholders then.</summary>
    private static string Text(string text) => text;

    private string? HelpLink(string code) => !code.StartsWith("GRPC", StringComparison.Ordinal)
        ? "https://buf.build/docs/lint/rules/#" + code.ToLowerInvariant()
        : documentation is null ? null : new Uri(documentation).AbsoluteUri + "#" + code.ToLowerInvariant();
}
