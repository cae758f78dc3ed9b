using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>What a look at the folder gave.</summary>
/// <param name="Lasting">What is to be told by every build until it is mended.</param>
/// <param name="News">What was done, told once.</param>
/// <param name="Until">When there is something to do or to tell again, if nobody touches the files.</param>
public sealed record CertificateOutcome(IReadOnlyList<Diagnostic> Lasting, IReadOnlyList<Diagnostic> News, DateTimeOffset Until)
{
    public bool HasErrors => Lasting.Any(finding => finding.Severity == Severity.Error);
}
