namespace Grpc.Service.Sdk.Images;

/// <summary>What Buf's runs depend on beside the contracts.</summary>
/// <param name="Packaged">What packages provide.</param>
/// <param name="Cache">Where Buf keeps the modules that buf.lock pins.</param>
/// <param name="Environment">All that Buf is started with; null: the build's own. It has Buf's token and the proxies.</param>
/// <param name="Offline">Nothing may be fetched.</param>
public sealed record BufSettings(PackagedContracts Packaged, BufCache Cache, IReadOnlyDictionary<string, string>? Environment = null, bool Offline = false)
{
    // A port that nobody listens at: whatever Buf may try to reach ends there.
    private const string Nowhere = "http://127.0.0.1:9";

    // Buf lives for a moment and collects its garbage all the time: a fifth of its processor time, for a fifth more memory.
    private const string Collector = "GOGC";
    private const string RareCollections = "400";

    private static readonly string[] s_proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    /// <summary>The generators' protoc, absolute, which compiles what needs nothing of Buf; null: Buf compiles everything.</summary>
    public string? Protoc { get; init; }

    /// <summary>Nothing from packages or caches: contracts that have all that they import.</summary>
    public static BufSettings Plain { get; } = new(PackagedContracts.None, new BufCache(""));

    /// <param name="environment">All variables of the build.</param>
    public static BufSettings Of(PackagedContracts packaged, IReadOnlyDictionary<string, string> environment, bool offline)
    {
        var given = environment.Where(variable => !offline || !variable.Key.Equals("NO_PROXY", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal);
        given.TryAdd(Collector, RareCollections);
        foreach (var name in offline ? s_proxies : [])
        {
            given[name] = Nowhere;
        }

        return new BufSettings(packaged, new BufCache(CacheOf(environment)), given, offline);
    }

    /// <summary>As Buf looks for it.</summary>
    private static string CacheOf(IReadOnlyDictionary<string, string> environment)
    {
        string? Variable(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        return Variable("BUF_CACHE_DIR") is { } own ? own
            : OperatingSystem.IsWindows() ? Path.Combine(Variable("LOCALAPPDATA") ?? "", "buf")
            : Path.Combine(Variable("XDG_CACHE_HOME") ?? Path.Combine(Variable("HOME") ?? "", ".cache"), "buf");
    }
}
