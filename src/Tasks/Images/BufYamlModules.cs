using Grpc.Service.Sdk.Diagnostics;
using YamlDotNet.Core;

namespace Grpc.Service.Sdk.Images;

/// <summary>A buf.yaml of version 2, taken apart so that its modules can stand beside others.</summary>
/// <param name="Modules">With absolute paths.</param>
/// <param name="Deps">Names of modules that buf.lock pins.</param>
/// <param name="Plugins">As they stand: Buf's check plugins.</param>
internal sealed record BufYamlModules(IReadOnlyList<BufModule> Modules, IReadOnlyList<string> Deps, object? Plugins)
{
    private const string Version = "v2";

    /// <exception cref="DiagnosticException">It is no YAML, or of another version.</exception>
    public static BufYamlModules Read(string file)
    {
        try
        {
            return YamlValues.Read(File.ReadAllText(file)) is IReadOnlyDictionary<string, object?> root && root.GetValueOrDefault("version") as string == Version
                ? Of(root, Path.GetDirectoryName(file)!)
                : throw new DiagnosticException(Codes.OldBufYaml.With(new SourceSpan(file), file));
        }
        catch (YamlException exception)
        {
            throw new DiagnosticException(Codes.BufYamlUnreadable.With(new SourceSpan(file, (int)exception.Start.Line), file, exception.Message));
        }
    }

    private static BufYamlModules Of(IReadOnlyDictionary<string, object?> root, string folder)
    {
        var entries = (root.GetValueOrDefault("modules") as IReadOnlyList<object?> ?? []).OfType<IReadOnlyDictionary<string, object?>>().ToArray();
        return new BufYamlModules(
            [.. (entries.Length > 0 ? entries : [root]).Select(entry => Module(entry, root, folder))],
            [.. (root.GetValueOrDefault("deps") as IReadOnlyList<object?> ?? []).OfType<string>()],
            root.GetValueOrDefault("plugins"));
    }

    /// <summary>Without a section of its own, and without one at the top, a module has Buf's default rules.</summary>
    private static BufModule Module(IReadOnlyDictionary<string, object?> entry, IReadOnlyDictionary<string, object?> root, string folder)
    {
        var lint = (entry.GetValueOrDefault("lint") ?? root.GetValueOrDefault("lint")) as IReadOnlyDictionary<string, object?>
            ?? new Dictionary<string, object?>(StringComparer.Ordinal) { ["use"] = new object?[] { "STANDARD" } };
        return new BufModule(
            Path.GetFullPath(entry.GetValueOrDefault("path") as string ?? ".", folder).TrimEnd(Path.DirectorySeparatorChar),
            BufModule.WithAbsolutePaths(lint, folder),
            Folders("includes"),
            Folders("excludes"));

        string[] Folders(string key) => [.. (entry.GetValueOrDefault(key) as IReadOnlyList<object?> ?? []).OfType<string>().Select(path => Path.GetFullPath(path, folder))];
    }
}
