using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Images;

/// <summary>The contract's raw image, built when the first stage asks for it, and once.</summary>
public sealed class ContractImage(Func<Task<(byte[]? Image, IReadOnlyList<Diagnostic> Findings)>> build)
{
    private readonly Lazy<Task<(byte[]? Image, IReadOnlyList<Diagnostic> Findings)>> _build = new(build);

    /// <returns>The image, or the findings that prevented it.</returns>
    public Task<(byte[]? Image, IReadOnlyList<Diagnostic> Findings)> BuildAsync() => _build.Value;

    /// <returns>Null when the contract does not compile.</returns>
    public async Task<byte[]?> BytesAsync() => (await BuildAsync().ConfigureAwait(false)).Image;
}
