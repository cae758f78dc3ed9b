using Grpc.Service.Sdk.Certificates;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Output;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>The development certificates of one build: nothing while the last look holds, else a look under the project's lock.</summary>
/// <param name="service">The service's name in kebab-case.</param>
/// <param name="stateDirectory"><c>obj/grpc</c>, absolute.</param>
public sealed class CertificatePipeline(TlsFolder folder, string service, string stateDirectory, TimeProvider clock, IPipelineSink sink)
{
    public void Run(CancellationToken cancel)
    {
        try
        {
            if (Repeated())
            {
                return;
            }

            using var held = StateLock.Acquire(
                stateDirectory, holder => sink.Stage($"Waiting for '{stateDirectory}', which {holder} holds."), sink.StepAside, cancel);

            // The build that held it may have looked for us both.
            if (!Repeated())
            {
                Look();
            }
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            sink.Report(failure);
        }
    }

    private bool Repeated()
    {
        if (CertificateRecord.Read(stateDirectory) is not { } record || !record.Holds(folder, clock.GetUtcNow()))
        {
            return false;
        }

        sink.ReportAll(record.Findings);
        return true;
    }

    private void Look()
    {
        var (watch, now) = (StageWatch.Start(), clock.GetUtcNow());
        CertificateOutcome outcome;
        try
        {
            outcome = new DevelopmentCertificates(folder, service, now).Prepare();
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { Code: var code } && code == Codes.FileSystem.Id)
        {
            sink.Report(Codes.CertificatesNotWritten.With(new SourceSpan(folder.Display), folder.Display, exception.Message));
            return;
        }

        sink.ReportAll(outcome.News);
        sink.ReportAll(outcome.Lasting);
        if (!outcome.HasErrors)
        {
            CertificateRecord.Of(folder, outcome, now).Write(stateDirectory);
            sink.Stage(watch.Line("certificates", $"'{folder.Display}' looked at"));
        }
    }
}
