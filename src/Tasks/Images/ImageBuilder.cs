using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>Compiles the contracts once; everything after reads the image.</summary>
public static class ImageBuilder
{
    /// <returns>A serialized FileDescriptorSet with imports and source info, or the findings that prevented it.</returns>
    public static async Task<(byte[]? Image, IReadOnlyList<Diagnostic> Findings)> BuildAsync(Buf buf, CancellationToken cancel)
    {
        if (buf.Compiler is { } compiler && await compiler.CompileAsync(cancel).ConfigureAwait(false) is { } image)
        {
            return (image, []);
        }

        var (result, findings) = await buf.RunAsync("build", ["-o", "-"], Severity.Error, cancel).ConfigureAwait(false);
        return (findings.Count == 0 ? result.Output : null, findings);
    }
}
