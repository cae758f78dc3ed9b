using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Which protos to lint again after a change. A rule looks at a file, at its package, at its folder and at what it imports; only cycles of packages
/// reach further, and they cannot change while nobody's imports do.
/// </summary>
public static class LintScope
{
    // Past this, one run over everything is as fast as a run over a list, and no command line grows too long.
    private const int MostFiles = 200;

    /// <param name="before">What the last findings were made from.</param>
    /// <returns>Import paths in ordinal order, none where nothing changed; null where everything must be linted.</returns>
    public static IReadOnlyList<string>? Of(IReadOnlyDictionary<string, ProtoFacts> before, IReadOnlyDictionary<string, ProtoFacts> now)
    {
        if (before.Count != now.Count || now.Any(proto => !before.TryGetValue(proto.Key, out var was) || !SameShape(was, proto.Value)))
        {
            return null;
        }

        var changed = now.Where(proto => before[proto.Key].Key != proto.Value.Key).ToArray();
        var packages = changed.Select(proto => proto.Value.Package).ToHashSet(StringComparer.Ordinal);
        var folders = changed.Select(proto => Folder(proto.Key)).ToHashSet(StringComparer.Ordinal);
        string[] scope =
        [
            .. now.Where(proto => packages.Contains(proto.Value.Package) || folders.Contains(Folder(proto.Key)))
                .Select(proto => proto.Key)
                .Order(StringComparer.Ordinal),
        ];
        return scope.Length <= MostFiles ? scope : null;
    }

    private static bool SameShape(ProtoFacts before, ProtoFacts now) =>
        before.Package == now.Package && before.Imports.SequenceEqual(now.Imports, StringComparer.Ordinal);

    private static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];
}
