using Grpc.Service.Sdk.Diagnostics;
using YamlDotNet.Core;

namespace Grpc.Service.Sdk.Images;

/// <summary>A module that buf.lock pins.</summary>
/// <param name="Name"><c>buf.build/owner/module</c>.</param>
public sealed record BufDependency(string Name, string Commit);

/// <summary>buf.lock: what pins the <c>deps</c> of the buf.yaml beside it.</summary>
internal static class BufLock
{
    private const string FileName = "buf.lock";
    private static readonly string[] s_nameParts = ["remote", "owner", "repository"];

    /// <param name="configuration">A buf.yaml.</param>
    public static string Beside(string configuration) => Path.Combine(Path.GetDirectoryName(configuration)!, FileName);

    /// <returns>Nothing where there is no such file.</returns>
    /// <exception cref="DiagnosticException">It is no YAML.</exception>
    public static IReadOnlyList<BufDependency> Read(string file) =>
        [.. Entries(file).Select(entry => new BufDependency(Name(entry), entry.GetValueOrDefault("commit") as string ?? ""))];

    /// <summary>One file in place of several; where they pin a module twice, the first one's pin is taken.</summary>
    public static string Merged(IEnumerable<string> files) => YamlJson.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["version"] = "v2",
        ["deps"] = files.SelectMany(Entries).DistinctBy(Name).ToArray<object?>(),
    });

    private static IReadOnlyDictionary<string, object?>[] Entries(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            var root = YamlValues.Read(File.ReadAllText(file)) as IReadOnlyDictionary<string, object?>;
            return [.. (root?.GetValueOrDefault("deps") as IReadOnlyList<object?> ?? []).OfType<IReadOnlyDictionary<string, object?>>()];
        }
        catch (YamlException exception)
        {
            throw new DiagnosticException(Codes.BufYamlUnreadable.With(new SourceSpan(file, (int)exception.Start.Line), file, exception.Message));
        }
    }

    /// <summary>Version 1 has the name in three parts.</summary>
    private static string Name(IReadOnlyDictionary<string, object?> entry) => entry.GetValueOrDefault("name") as string
        ?? string.Join('/', s_nameParts.Select(key => entry.GetValueOrDefault(key) as string));
}
