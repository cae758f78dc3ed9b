using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Output;

/// <summary>What the file system refuses, in words that say what to do.</summary>
public static class FileFailure
{
    /// <returns>Null for an exception of another kind.</returns>
    public static Diagnostic? Of(Exception exception) => exception switch
    {
        IOException when IsFull(exception) => Codes.DiskFull.With(exception.Message),
        IOException or UnauthorizedAccessException => Codes.FileSystem.With(exception.Message),
        _ => null,
    };

    /// <summary>No space left and quota exceeded, as Linux, macOS and Windows number them; what .NET says when it reserves room has no number.</summary>
    private static bool IsFull(Exception exception) =>
        exception.HResult is 28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027)
        || exception.Message.Contains("because the disk was full", StringComparison.Ordinal);
}
