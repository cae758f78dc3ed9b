using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Pipeline;

internal static class PipelineSinkExtensions
{
    public static void ReportAll(this IPipelineSink sink, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            sink.Report(diagnostic);
        }
    }
}
