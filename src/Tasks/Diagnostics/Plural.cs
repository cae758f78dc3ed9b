namespace Grpc.Service.Sdk.Diagnostics;

/// <summary>Counts as people read them.</summary>
internal static class Plural
{
    /// <summary><c>1 proto</c>, <c>2 protos</c>.</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
