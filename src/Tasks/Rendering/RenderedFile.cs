namespace Grpc.Service.Sdk.Rendering;

/// <param name="Path">Below <c>generated/</c>, with <c>/</c>.</param>
/// <param name="Content">UTF-8 without a byte order mark, lines ending in <c>\n</c>.</param>
public sealed record RenderedFile(string Path, ReadOnlyMemory<byte> Content);
