using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>An image that someone kept as a file, instead of a commit: <c>buf build -o baseline.binpb</c>, gzipped or not.</summary>
internal static class BaselineImageFile
{
    /// <returns>Its absolute path; null where the value names no file, and is a ref then.</returns>
    public static string? Find(BaselineRequest request)
    {
        if (!request.IsAsked)
        {
            return null;
        }

        var path = Path.GetFullPath(request.Baseline!.Trim(), request.Source.ProjectDirectory);
        return File.Exists(path) ? path : null;
    }

    /// <exception cref="DiagnosticException">It is no image.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var bytes = Unzipped(File.ReadAllBytes(path));
            return FileDescriptorSet.Parser.ParseFrom(bytes).File is { Count: > 0 } files && files.All(file => file.Name.EndsWith(BaselineTree.Extension, StringComparison.Ordinal))
                ? bytes
                : throw new DiagnosticException(Codes.BaselineImageUnreadable.With(path, "it holds no proto file"));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new DiagnosticException(Codes.BaselineImageUnreadable.With(path, exception.Message));
        }
    }

    private static byte[] Unzipped(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
        {
            return bytes;
        }

        using var zipped = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }
}
