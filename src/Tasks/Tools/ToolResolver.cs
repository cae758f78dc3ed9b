using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Tools;

/// <summary>Finds a tool in the restored packages and vouches for its bytes.</summary>
/// <param name="cacheDirectory">The user's cache, absolute: what was verified before, and copies with a mended execute bit.</param>
public sealed class ToolResolver(ToolRequest request, string cacheDirectory, Action<string> detail)
{
    private readonly ToolManifest _manifest = ToolManifest.Read(request.ManifestPath);
    private readonly VerifiedTools _verified = new(Path.Combine(cacheDirectory, "tools"));
    private readonly string _cache = cacheDirectory;

    /// <exception cref="DiagnosticException">The host is not supported, the package is not there, or the bytes are not ours.</exception>
    public Tool Resolve(string name)
    {
        var entry = _manifest.Tools[name];
        return request.Overrides.TryGetValue(name, out var given) ? FromUser(name, entry, given) : FromPackage(name, entry);
    }

    private Tool FromUser(string name, ToolEntry entry, string path)
    {
        if (!File.Exists(path))
        {
            throw new DiagnosticException(Codes.ToolPathMissing.With(path, name));
        }

        detail($"{name} is '{path}', given by path: its version and hash are not checked.");
        var file = new FileInfo(path);
        return new Tool(name, entry.Version, path, $"{path}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
    }

    private Tool FromPackage(string name, ToolEntry entry)
    {
        var binary = entry.Rids.GetValueOrDefault(request.Rid);
        if (binary is not { Package: { } id, Path: { } path } || (binary.Sha256 ?? binary.Hashes) is null)
        {
            throw new DiagnosticException(Codes.HostUnsupported.With(request.Rid, name, string.Join(", ", Supported(entry))));
        }

        var version = entry.IsInOurPack ? request.PackVersion : entry.Version;
        var package = Find(id, version, path, name);
        var found = Path.Combine(package, path);
        var hash = binary.Sha256 ?? PackedHashes.Of(package, binary.Hashes!, path, $"{id} {version}");
        try
        {
            return _verified.Matches(found, hash)
                ? new Tool(name, entry.Version, ExecutableBit.IsSet(found) ? found : _verified.ExecutableCopy(found, hash), hash)
                : throw new DiagnosticException(Codes.ToolHashDiffers.With(found, hash, FileHash.OfFile(found), id, version));
        }
        catch (CacheException exception)
        {
            throw new DiagnosticException(Codes.CacheClosed.With(_cache, exception.Message));
        }
    }

    /// <returns>The folder of a package that has the file.</returns>
    private string Find(string id, string version, string path, string name)
    {
        string[] places = [.. request.PackageFolders.Select(folder => Path.Combine(folder, id.ToLowerInvariant(), version))];
        if (places.FirstOrDefault(place => File.Exists(Path.Combine(place, path))) is { } found)
        {
            return found;
        }

        throw new DiagnosticException(places.Select(PackedHashes.WhyMissing).FirstOrDefault(why => why is not null) is { } reason
            ? Codes.PackWithoutTool.With($"{id} {version}", name, reason)
            : Codes.PackMissing.With(id, version, name, string.Join("', '", request.PackageFolders)));
    }

    private static IEnumerable<string> Supported(ToolEntry entry) =>
        entry.Rids.Where(rid => rid.Value.Path is not null).Select(rid => rid.Key).Order(StringComparer.Ordinal);
}
