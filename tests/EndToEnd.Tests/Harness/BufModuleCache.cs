using System.Security.Cryptography;
using System.Text;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Fills Buf's cache with a module of one file, as a fetch from a registry would; Buf compares the digest with buf.lock's.</summary>
internal static class BufModuleCache
{
    private const string Commit = "0123456789abcdef0123456789abcdef";

    /// <param name="cache">BUF_CACHE_DIR.</param>
    /// <param name="module"><c>buf.build/owner/module</c>.</param>
    /// <returns>The buf.lock that pins it.</returns>
    public static string Add(string cache, string module, string path, string text)
    {
        var folder = Path.Combine(cache, "v3", "modules", "b5", module, Commit);
        var file = Path.Combine(folder, "files", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.WriteAllText(Path.Combine(folder, "module.yaml"), "version: v1\nfiles_dir: files\n");
        return $"version: v2\ndeps:\n  - name: {module}\n    commit: {Commit}\n    digest: b5:{Digest(path, text)}\n";
    }

    /// <summary>SHAKE256 over the digest of the manifest of files; a module with deps of its own would have theirs behind that.</summary>
    private static string Digest(string path, string text) => Hash($"shake256:{Hash($"shake256:{Hash(text)}  {path}\n")}");

    private static string Hash(string text) => Convert.ToHexStringLower(Shake256.HashData(Encoding.UTF8.GetBytes(text), 64));
}
