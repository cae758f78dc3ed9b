using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Pipeline;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>The one place where findings become MSBuild's events.</summary>
/// <param name="engine">Lends cores; an older host's cannot.</param>
/// <param name="documentation">docs/diagnostics.md inside the package, which our own codes link to.</param>
internal sealed class DiagnosticLogger(TaskLoggingHelper log, IBuildEngine9? engine, string documentation, WarningPolicy warnings) : IPipelineSink
{
    private const string LintRules = "https://buf.build/docs/lint/rules/";
    private const string BreakingRules = "https://buf.build/docs/breaking/rules/";
    private readonly Lock _gate = new();

    public bool HasErrors => log.HasLoggedErrors;

    public void Report(Diagnostic diagnostic)
    {
        var (code, _, message, span) = diagnostic;
        span ??= new SourceSpan("");
        var file = span.File.Length == 0 ? null : span.File;
        lock (_gate)
        {
            switch (warnings.SeverityOf(diagnostic))
            {
                case Severity.Error:
                    log.LogError(null, code, null, HelpLink(code), file, span.Line, span.Column, span.EndLine, span.EndColumn, message);
                    break;
                case Severity.Warning:
                    log.LogWarning(null, code, null, HelpLink(code), file, span.Line, span.Column, span.EndLine, span.EndColumn, message);
                    break;
                default:
                    log.LogMessage(null, code, null, file, span.Line, span.Column, span.EndLine, span.EndColumn, MessageImportance.Normal, message);
                    break;
            }
        }
    }

    public void Answer(string text) => Message(MessageImportance.High, text);

    public void Stage(string text) => Message(MessageImportance.Normal, text);

    public void Detail(string text) => Message(MessageImportance.Low, text);

    // A host that is no whole build, a task host for one, has the interface without the means.
    public int RequestCores(int wanted)
    {
        try
        {
            return engine?.RequestCores(wanted) ?? 1;
        }
        catch (NotImplementedException)
        {
            return 1;
        }
    }

    public void ReleaseCores(int count)
    {
        try
        {
            engine?.ReleaseCores(count);
        }
        catch (NotImplementedException)
        {
            // Then none were lent.
        }
    }

    public IDisposable StepAside() => new YieldedNode(engine);

    private void Message(MessageImportance importance, string text)
    {
        lock (_gate)
        {
            log.LogMessage(importance, text);
        }
    }

    private string HelpLink(string code)
    {
        var page = RuleIds.IsLint(code) ? LintRules
            : BreakingRuleTable.IsRule(code) ? BreakingRules
            : new Uri(documentation).AbsoluteUri;
        return page + "#" + code.ToLowerInvariant();
    }
}
