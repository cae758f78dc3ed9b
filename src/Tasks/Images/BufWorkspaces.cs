using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Decides where Buf runs. One whole root that needs nothing from packages: in place, as the user has it. Several modules: in the
/// folder that holds them all, with a configuration handed in, so that paths stay the real ones. Where that cannot be (several
/// drives, two roots with a file of one name, a buf.lock elsewhere), in copies.
/// </summary>
/// <param name="folder">Absolute, this class' own: what packages provide, and the copies.</param>
public sealed class BufWorkspaces(PackagedContracts packaged, BufCache cache, string folder)
{
    private string ImportsFolder => Path.Combine(folder, "imports");

    /// <exception cref="Diagnostics.DiagnosticException">A buf.yaml cannot be read, or not be combined with others.</exception>
    public BufWorkspace Of(ContractSource source)
    {
        string[] configurations = [.. source.Roots.Select(root => root.BufConfiguration).OfType<string>().Distinct(StringComparer.Ordinal)];
        var pinned = configurations.SelectMany(file => BufLock.Read(BufLock.Beside(file))).ToArray();
        var provided = packaged.For(source, name => pinned.Any(dependency => cache.Provides(dependency, name)));
        if (source.Roots.Count == 1 && provided.Count == 0)
        {
            return InPlace(source.Roots[0]);
        }

        MirrorFolder.Write(ImportsFolder, provided);
        var settings = configurations.Select(BufYamlModules.Read).ToArray();
        var modules = Modules(source, settings);
        if (provided.Count > 0)
        {
            modules.Add(new BufModule(ImportsFolder, BufModule.OurLint, [], []));
        }

        string[] locks = [.. configurations.Select(BufLock.Beside).Where(File.Exists)];
        var ancestor = FolderPath.CommonAncestor([.. modules.Select(module => module.Folder), .. locks.Select(file => Path.GetDirectoryName(file)!)]);
        return ancestor is not null && locks.All(file => Path.GetDirectoryName(file) == ancestor) && !Collide(source)
            ? Together(source, ancestor, modules, settings)
            : Copied(source, modules, settings, locks);
    }

    private static BufWorkspace InPlace(ProtoRoot root)
    {
        var whole = root.Imports.Count == 0 && root.Excluded.Count == 0;
        return new BufWorkspace(
            root.Folder, root.BufConfiguration is null ? Configuration([], [], BufModule.OurLint) : null, whole ? [] : [.. Checked(root)], [(".", root.Folder)]);
    }

    private static BufWorkspace Together(ContractSource source, string ancestor, List<BufModule> modules, BufYamlModules[] settings)
    {
        var paths = source.Roots.SelectMany(root => Checked(root).Select(path => Joined(Seen(root.Folder), path)));
        return new BufWorkspace(ancestor, Configuration(modules.Select(module => module.Entry(Seen)), settings), [.. paths], [(".", ancestor)]);

        string Seen(string path) => FolderPath.Below(ancestor, path)!;
    }

    private BufWorkspace Copied(ContractSource source, List<BufModule> modules, BufYamlModules[] settings, string[] locks)
    {
        var workspace = Path.Combine(folder, "workspace");
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<IReadOnlyDictionary<string, object?>>();
        for (var index = 0; index < modules.Count; index++)
        {
            var (module, name) = (modules[index], $"{index}");
            var own = FilesOf(module).Where(file => source.Holder(file) is not { } holder || holder.Folder == module.Folder).Where(taken.Add).ToArray();
            foreach (var file in own)
            {
                files[$"{name}/{file}"] = Path.GetFullPath(file, module.Folder);
            }

            if (own.Length > 0)
            {
                entries.Add((module with { Includes = [], Excludes = [] }).Entry(path => Joined(name, FolderPath.Below(module.Folder, path)!)));
            }
        }

        MirrorFolder.Write(workspace, files);
        AtomicFile.Write(Path.Combine(workspace, "buf.yaml"), Encoding.UTF8.GetBytes(Configuration(entries, settings)));
        if (locks.Length > 0)
        {
            AtomicFile.Write(Path.Combine(workspace, "buf.lock"), Encoding.UTF8.GetBytes(BufLock.Merged(locks)));
        }

        var paths = source.Protos.Select(name => (Name: name, Module: Index(source.Holder(name)!))).ToLookup(pair => pair.Module, pair => pair.Name);
        return new BufWorkspace(
            workspace,
            null,
            [.. paths.SelectMany(root => PathCover.Of([.. root], [.. FilesOf(modules[root.Key]).Except(root, StringComparer.Ordinal)]).Select(path => $"{root.Key}/{path}"))],
            [.. modules.Select((module, index) => ($"{index}", module.Folder))]);

        int Index(ProtoRoot root) => modules.Select((module, index) => (module, index)).First(pair => pair.module.Folder == root.Folder).index;

        IEnumerable<string> FilesOf(BufModule module) => source.Roots.FirstOrDefault(root => root.Folder == module.Folder) is { } root
            ? root.Protos.Concat(root.Imports)
            : RootFinder.Below(module.Folder, module.Excludes).Select(file => FolderPath.Below(module.Folder, file)!);
    }

    /// <summary>Each root with the rules of the buf.yaml that rules it; what else those files list can be imported.</summary>
    private static List<BufModule> Modules(ContractSource source, IReadOnlyList<BufYamlModules> yamls)
    {
        var ruled = yamls.SelectMany(yaml => yaml.Modules).GroupBy(module => module.Folder, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var roots = source.Roots.Where(root => root.Protos.Count + root.Imports.Count > 0).Select(root =>
        {
            string[] excluded = [.. root.Excluded.Where(Directory.Exists)];
            return ruled.Remove(root.Folder, out var module)
                ? module with { Excludes = [.. module.Excludes.Union(excluded, StringComparer.Ordinal)] }
                : new BufModule(root.Folder, BufModule.OurLint, [], excluded);
        }).ToList();
        return [.. roots, .. ruled.Values.Where(module => Directory.Exists(module.Folder))];
    }

    /// <summary>Two roots have a file of one name, of which only one can be meant.</summary>
    private static bool Collide(ContractSource source) =>
        source.Roots.Sum(root => root.Protos.Count + root.Imports.Count) != source.Protos.Count + source.Imports.Count;

    /// <summary>What of a root is checked, from the root.</summary>
    private static IEnumerable<string> Checked(ProtoRoot root) =>
        PathCover.Of(root.Protos, [.. root.Imports, .. root.Excluded.Select(excluded => FolderPath.Below(root.Folder, excluded) + "/any")]);

    private static string Joined(string folder, string path) => path == "." ? folder : folder == "." ? path : $"{folder}/{path}";

    private static string Configuration(
        IEnumerable<IReadOnlyDictionary<string, object?>> modules, IReadOnlyList<BufYamlModules> yamls, IReadOnlyDictionary<string, object?>? lint = null)
    {
        var root = new Dictionary<string, object?>(StringComparer.Ordinal) { ["version"] = "v2" };
        if (lint is not null)
        {
            root["lint"] = lint;
        }

        Add("modules", [.. modules]);
        Add("deps", [.. yamls.SelectMany(yaml => yaml.Deps).Distinct(StringComparer.Ordinal)]);
        Add("plugins", [.. yamls.Select(yaml => yaml.Plugins).OfType<IReadOnlyList<object?>>().SelectMany(plugins => plugins)]);
        return YamlJson.Write(root);

        void Add(string key, object?[] values)
        {
            if (values.Length > 0)
            {
                root[key] = values;
            }
        }
    }
}
