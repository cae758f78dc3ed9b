namespace Grpc.Service.Sdk.Rendering;

/// <param name="Path">Below <c>generated/</c>, with <c>/</c>.</param>
/// <param name="Content">UTF-8 without a byte order mark, lines ending in <c>\n</c>.</param>
/// <param name="Staged">The absolute path of a file with these very bytes, which may be moved into place; null when there is none.</param>
public sealed record RenderedFile(string Path, ReadOnlyMemory<byte> Content, string? Staged = null);
