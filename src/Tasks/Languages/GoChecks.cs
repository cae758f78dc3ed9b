using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>What Go cannot hold, told by the contract's names; and what a project should know of its module.</summary>
public static partial class GoChecks
{
    /// <param name="module">What the project chose; empty where it did not.</param>
    /// <returns>Findings whose files are import paths.</returns>
    public static IEnumerable<Diagnostic> Check(Contract contract, string projectName, string module)
    {
        var files = contract.Packages.SelectMany(package => package.Files).ToArray();
        return
        [
            .. Module(projectName, module), .. OwnPackages(files, new GoNaming().RootPackage(projectName, module)), .. Paths(files), .. OutputFiles(files),
            .. Cycles(files), .. files.GroupBy(file => GoNaming.MessagesPath("", file.Package)).SelectMany(Types), .. contract.Services.SelectMany(Methods),
            .. contract.Packages.SelectMany(Defaults),
        ];
    }

    private static IEnumerable<Diagnostic> Module(string projectName, string module)
    {
        if (module.Length == 0)
        {
            yield return Codes.GoModuleUnnamed.With(new GoNaming().RootPackage(projectName, ""));
        }
        else if (!ModulePath().IsMatch(module))
        {
            yield return Codes.GoModuleBad.With(module);
        }
    }

    /// <summary>A package somewhere else could not be imported from within the module, so the contract's own wish is not asked.</summary>
    private static IEnumerable<Diagnostic> OwnPackages(ProtoFile[] files, string root)
    {
        var wishes = files.Select(file => (File: file, Wish: file.Options.FirstOrDefault(option => option.Name == "go_package")?.Value.Trim('"')))
            .Where(pair => pair.Wish is not null && pair.Wish.Split(';')[0] != GoNaming.MessagesPath(root, pair.File.Package)).ToArray();
        if (wishes is [var (file, wish), ..])
        {
            var others = wishes.Length == 1 ? "" : $" and {Plural.Of(wishes.Length - 1, "other file")}";
            yield return Codes.GoPackageUnused.With(new SourceSpan(file.Path), wish!, file.Path, others, GoNaming.MessagesPath(root, file.Package));
        }
    }

    /// <summary>The generators are told of each file as one of several options that commas part.</summary>
    private static IEnumerable<Diagnostic> Paths(IEnumerable<ProtoFile> files) =>
        files.Where(file => file.Path.AsSpan().ContainsAny(',', '=')).Select(file => Codes.GoPathBad.With(new SourceSpan(file.Path), file.Path));

    /// <summary>Two protos that become one file, where names ignore case or not.</summary>
    private static IEnumerable<Diagnostic> OutputFiles(IEnumerable<ProtoFile> files)
    {
        ILanguageNaming naming = new GoNaming();
        var seen = new Dictionary<string, ProtoFile>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            var stem = $"{GoNaming.MessagesPath("", file.Package)}/{Path.GetFileNameWithoutExtension(file.Path)}";
            string[] outputs = file.Services.Count > 0 ? [stem + ".pb.go", stem + "_grpc.pb.go"] : [stem + ".pb.go"];
            foreach (var output in outputs.Select(naming.PublishedPath))
            {
                if (!seen.TryAdd(output, file))
                {
                    yield return Codes.GoFileCollision.With(new SourceSpan(file.Path), seen[output].Path, file.Path, output.TrimStart('/'));
                }
            }
        }
    }

    /// <summary>Files may import each other across packages as long as they make no circle; Go's packages may not.</summary>
    private static IEnumerable<Diagnostic> Cycles(ProtoFile[] files)
    {
        var byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var edges = files.SelectMany(file => file.Imports.Where(byPath.ContainsKey).Select(import => (From: file.Package, To: byPath[import].Package, File: file)))
            .Where(edge => edge.From != edge.To).ToLookup(edge => edge.From, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var package in files.Select(file => file.Package).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (Circle(package, []) is { } circle)
            {
                var file = edges[circle[0]].First(edge => edge.To == circle[1]).File;
                yield return Codes.GoImportCycle.With(new SourceSpan(file.Path), string.Join("' → '", circle));
                yield break;
            }
        }

        string[]? Circle(string package, IReadOnlyList<string> way)
        {
            if (way.Contains(package))
            {
                return [.. way.SkipWhile(known => known != package), package];
            }

            if (done.Contains(package))
            {
                return null;
            }

            var circle = edges[package].Select(edge => edge.To).Distinct(StringComparer.Ordinal).Select(next => Circle(next, [.. way, package])).FirstOrDefault(found => found is not null);
            done.Add(package);
            return circle;
        }
    }

    /// <summary>Everything that the generators declare in one Go package.</summary>
    private static IEnumerable<Diagnostic> Types(IEnumerable<ProtoFile> files)
    {
        var names = new NameTable();
        foreach (var file in files)
        {
            foreach (var message in file.Messages)
            {
                Add(names, message);
            }

            foreach (var type in file.Enums)
            {
                Add(names, type);
            }

            foreach (var service in file.Services)
            {
                Add(names, service);
            }
        }

        return names.Collisions;
    }

    private static void Add(NameTable names, MessageType message)
    {
        var name = GoNaming.Name(message);
        names.Add(name, message);
        foreach (var field in message.Fields.Where(field => field.Default is not null))
        {
            names.Add($"Default_{name}_{GoNaming.Camel(field.Name)}", field);
        }

        foreach (var inner in message.Messages)
        {
            Add(names, inner);
        }

        foreach (var type in message.Enums)
        {
            Add(names, type);
        }
    }

    private static void Add(NameTable names, EnumType type)
    {
        var name = GoNaming.TypeName(type);
        names.Add(name, type);
        names.Add(name + "_name", type);
        names.Add(name + "_value", type);
        foreach (var value in type.Values)
        {
            names.Add($"{(type.Parent is { } parent ? GoNaming.Name(parent) : name)}_{value.Name}", value);
        }
    }

    private static void Add(NameTable names, ServiceType service)
    {
        var name = GoNaming.Camel(service.Name);
        string[] declared = [name + "Client", $"New{name}Client", name + "Server", $"Unimplemented{name}Server", $"Unsafe{name}Server", $"Register{name}Server", name + "_ServiceDesc"];
        foreach (var declaration in declared)
        {
            names.Add(declaration, service);
        }

        foreach (var method in service.Methods)
        {
            names.Add($"{name}_{GoNaming.Camel(method.Name)}_FullMethodName", method);
            if (method.Kind != MethodKind.Unary)
            {
                names.Add($"{name}_{GoNaming.Camel(method.Name)}Client", method);
                names.Add($"{name}_{GoNaming.Camel(method.Name)}Server", method);
            }
        }
    }

    private static IEnumerable<Diagnostic> Methods(ServiceType service)
    {
        var names = new NameTable();
        foreach (var method in service.Methods)
        {
            names.Add(GoNaming.Camel(method.Name), method);
        }

        // What walks through the pages of a list stands beside them.
        foreach (var method in service.Methods.Where(method => service.HasClient && GoNaming.Pages(method) is not null))
        {
            names.Add(GoNaming.Camel(method.Name) + "All", method);
        }

        return names.Collisions;
    }

    /// <summary>What our templates declare for a package's services.</summary>
    private static IEnumerable<Diagnostic> Defaults(ProtoPackage package)
    {
        var names = new NameTable();
        foreach (var service in package.Services.Where(service => service.HasServer || service.HasClient))
        {
            names.Add(GoNaming.FileName(service) + ".go", service);
        }

        foreach (var service in package.Services.Where(service => service.HasServer))
        {
            var name = GoNaming.Name(service);
            foreach (var declaration in new[] { name + "Defaults", $"New{name}Defaults", name + "Plan" })
            {
                names.Add(declaration, service);
            }

            foreach (var method in service.Methods)
            {
                names.Add(GoNaming.Rule(method), method);
            }

            foreach (var resource in service.Methods.Select(method => method.Plan).OfType<ResourcePlan>().Select(plan => plan.Resource).Where(resource => resource.Message.File.Package == package.Name))
            {
                names.Add(GoNaming.StoredName(resource), resource.Message);
            }
        }

        return names.Collisions;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_~-]([A-Za-z0-9._~-]*[A-Za-z0-9_~-])?(/[A-Za-z0-9_~-]([A-Za-z0-9._~-]*[A-Za-z0-9_~-])?)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ModulePath();

    /// <summary>Go's names in one scope and the first element that took each.</summary>
    private sealed class NameTable
    {
        private readonly Dictionary<string, Element> _taken = new(StringComparer.Ordinal);
        private readonly List<Diagnostic> _collisions = [];

        public IReadOnlyList<Diagnostic> Collisions => _collisions;

        public void Add(string name, Element element)
        {
            if (_taken.TryAdd(name, element) || ReferenceEquals(_taken[name], element))
            {
                return;
            }

            var span = element.Location.ToSpan();
            if (!_collisions.Exists(found => found.Span == span))
            {
                _collisions.Add(Codes.GoCollision.With(span, _taken[name].FullName, element.FullName, name));
            }
        }
    }
}
