using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Tools;

/// <summary>
/// What a pack of tools that we compiled says of itself. Another release of the compiler makes other bytes of the same sources, so tools.json
/// cannot hold their hashes: packing writes them beside the binaries. They are trusted as the pack is, and tell what changed since it was unpacked.
/// </summary>
internal static class PackedHashes
{
    private const int HashLength = 64;

    /// <param name="package">The unpacked package's folder.</param>
    /// <param name="list">Its list, in sha256sum's form, below that folder.</param>
    /// <param name="path">The binary, below the folder too.</param>
    /// <param name="title">The package's id and version.</param>
    /// <exception cref="DiagnosticException">The list is not there or does not name the binary.</exception>
    public static string Of(string package, string list, string path, string title)
    {
        var file = Path.Combine(package, list);
        var name = Path.GetFileName(path);
        var hash = !File.Exists(file) ? null : File.ReadLines(file)
            .Where(line => line.Length > HashLength + 2 && line[(HashLength + 2)..] == name)
            .Select(line => line[..HashLength]).FirstOrDefault();
        return hash ?? throw new DiagnosticException(Codes.PackedHashMissing.With(file, name, title));
    }

    /// <summary>Why a pack was made without its tools; null where it does not say so.</summary>
    public static string? WhyMissing(string package)
    {
        var file = Path.Combine(package, "tools", "MISSING.txt");
        return File.Exists(file) ? File.ReadAllText(file).Trim().TrimEnd('.') : null;
    }
}
