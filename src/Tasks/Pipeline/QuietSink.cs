using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Turns findings into messages: an editor's build must not fail over a contract that is being typed.</summary>
internal sealed class QuietSink(IPipelineSink sink) : IPipelineSink
{
    public bool HasErrors { get; private set; }

    public void Report(Diagnostic diagnostic)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        sink.Report(diagnostic with { Severity = Severity.Message });
    }

    public void Answer(string text) => sink.Stage(text);

    public void Stage(string text) => sink.Stage(text);

    public void Detail(string text) => sink.Detail(text);

    public int RequestCores(int wanted) => sink.RequestCores(wanted);

    public void ReleaseCores(int count) => sink.ReleaseCores(count);

    public IDisposable StepAside() => sink.StepAside();
}
