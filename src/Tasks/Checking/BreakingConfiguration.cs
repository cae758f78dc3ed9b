using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using YamlDotNet.Core;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Reads a module's breaking section out of the user's buf.yaml. Given the file itself, `buf breaking` over images takes the
/// section at the top for every module and misses each path under <c>ignore</c>, since an image's names lack the module's
/// folder (Buf 1.74.0); so the section of the module is found here, and its paths are made the image's.
/// </summary>
public static class BreakingConfiguration
{
    private const string Wanted = "breaking";
    private const string WholeModule = ".";

    /// <param name="source">Its root is the module.</param>
    /// <param name="otherwise">The rules where buf.yaml has no breaking section.</param>
    /// <exception cref="DiagnosticException">The section cannot be read.</exception>
    public static BreakingRules Of(ContractSource source, BreakingRules otherwise)
    {
        if (source.BufConfiguration is not { } file)
        {
            return otherwise;
        }

        var text = File.ReadAllText(file);
        if (!text.Contains(Wanted, StringComparison.Ordinal))
        {
            return otherwise;
        }

        try
        {
            var module = Path.GetRelativePath(Path.GetDirectoryName(file)!, source.Root).Replace('\\', '/');
            return Read(text, module) ?? otherwise;
        }
        catch (YamlException exception)
        {
            throw new DiagnosticException(Codes.BreakingSectionUnreadable.With(
                new SourceSpan(source.DisplayPath(file), (int)exception.Start.Line), source.DisplayPath(file), exception.Message));
        }
    }

    /// <param name="text">A buf.yaml.</param>
    /// <param name="module">The module's folder, relative to the file's; <c>.</c> for the same.</param>
    /// <returns>Null where the file has no breaking section for the module.</returns>
    internal static BreakingRules? Read(string text, string module)
    {
        var root = YamlValues.Read(text) as IReadOnlyDictionary<string, object?> ?? throw Bad("the file is no mapping");
        var modules = root.GetValueOrDefault("modules") as IReadOnlyList<object?> ?? [];
        var own = modules.OfType<IReadOnlyDictionary<string, object?>>()
            .FirstOrDefault(entry => Normal(entry.GetValueOrDefault("path") as string ?? ".") == module)?.GetValueOrDefault(Wanted);
        var section = own ?? root.GetValueOrDefault(Wanted);
        return section is null ? null : Section(section, root.GetValueOrDefault("version") as string ?? "v1beta1", module);
    }

    private static BreakingRules Section(object section, string version, string module)
    {
        var keys = section as IReadOnlyDictionary<string, object?> ?? throw Bad("'breaking' is no mapping");
        var only = keys.GetValueOrDefault("ignore_only") is { } value
            ? value as IReadOnlyDictionary<string, object?> ?? throw Bad("'ignore_only' is no mapping")
            : new Dictionary<string, object?>(StringComparer.Ordinal);
        var use = List(keys, "use");
        var single = only.Keys.Order(StringComparer.Ordinal)
            .Select(rule => (Rule: rule, Paths: (IReadOnlyList<string>)[.. List(only, rule).Select(Relative).OfType<string>()]))
            .ToLookup(entry => entry.Paths.Contains(WholeModule));
        return new BreakingRules(
            version,
            use.Count == 0 ? ["FILE"] : use,
            [.. List(keys, "except"), .. single[true].Select(entry => entry.Rule)],
            [.. List(keys, "ignore").Select(Relative).OfType<string>()],
            single[false].Where(entry => entry.Paths.Count > 0).ToDictionary(entry => entry.Rule, entry => entry.Paths, StringComparer.Ordinal),
            keys.GetValueOrDefault("ignore_unstable_packages") as string == "true");

        // In version 1 paths are the module's own; in version 2 they start at buf.yaml, and those of other modules are left out.
        string? Relative(string path)
        {
            var normal = Normal(path);
            return normal == module ? WholeModule
                : module == "." || version != "v2" ? normal
                : normal.StartsWith(module + "/", StringComparison.Ordinal) ? normal[(module.Length + 1)..]
                : null;
        }
    }

    private static IReadOnlyList<string> List(IReadOnlyDictionary<string, object?> keys, string key) => keys.GetValueOrDefault(key) switch
    {
        null => [],
        IReadOnlyList<object?> items => [.. items.Select(item => item as string ?? throw Bad($"'{key}' holds something that is no text"))],
        _ => throw Bad($"'{key}' is no list"),
    };

    /// <summary><c>./proto/</c> → <c>proto</c>.</summary>
    private static string Normal(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
        var joined = string.Join('/', parts);
        return joined.Length == 0 ? "." : joined;
    }

    private static YamlException Bad(string what) => new(new Mark(0, 1, 1), new Mark(0, 1, 1), "cannot be taken: " + what);
}
