using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// <c>buf lint</c> on the folder itself, so that modules, their rules and ignores, and real paths come out right by
/// construction.
/// </summary>
public static class Linter
{
    /// <param name="only">The import paths to look at; null for all.</param>
    /// <returns>Warnings; errors where Buf says that something does not compile, which the image's own build says too, unless that was protoc's.</returns>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(Buf buf, ContractSource source, IReadOnlyCollection<string>? only, CancellationToken cancel)
    {
        var (_, findings) = await buf.RunAsync("lint", [], Severity.Warning, cancel, only).ConfigureAwait(false);
        var imports = source.Imports.Select(source.Display).ToHashSet(StringComparer.Ordinal);
        return [.. findings.Where(finding => finding.Code == Buf.CompileRule || !imports.Contains(finding.Span?.File ?? ""))];
    }
}
