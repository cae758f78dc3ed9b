using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Languages;

/// <summary>
/// What C# cannot hold, told by the contract's names before protoc writes code that would only fail in the compiler, far from
/// its cause.
/// </summary>
public static partial class CSharpChecks
{
    /// <returns>Errors whose files are import paths.</returns>
    public static IEnumerable<Diagnostic> Check(Contract contract)
    {
        var files = contract.Packages.SelectMany(package => package.Files).ToArray();
        var bad = files.Where(file => file.CsharpNamespace.Length > 0 && !Namespace().IsMatch(file.CsharpNamespace)).ToArray();
        var taken = TakenNames(contract);
        return bad.Length > 0
            ? bad.Select(file => Codes.NotANamespace.With(new SourceSpan(file.Path), file.CsharpNamespace))
            :
            [
                .. Files(files), .. Types(files.SelectMany(Types).Except(taken.Select(name => name.Element))), .. Namespaces(files), .. contract.Packages.SelectMany(Services), .. files.SelectMany(Members),
                .. taken.Select(name => Codes.CSharpMemberName.With(name.Element.Location.ToSpan(), name.Element.FullName, name.Element.Name, name.Name, name.Other.FullName)),
                .. contract.Services.SelectMany(Methods),
            ];
    }

    /// <summary>Two protos that become one file, where names ignore case or not.</summary>
    private static IEnumerable<Diagnostic> Files(IEnumerable<ProtoFile> files)
    {
        var seen = new Dictionary<string, ProtoFile>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            var name = $"{file.CsharpNamespace.Replace('.', '/')}/{CSharpGenerator.FileName(file.Path)}";
            string[] outputs = file.Services.Count > 0 ? [name + ".cs", name + "Grpc.cs"] : [name + ".cs"];
            foreach (var output in outputs)
            {
                if (!seen.TryAdd(output, file))
                {
                    yield return Codes.CSharpFileCollision.With(new SourceSpan(file.Path), seen[output].Path, file.Path, output.TrimStart('/'));
                }
            }
        }
    }

    /// <summary>Top-level types of one namespace, which can come from several packages.</summary>
    private static IEnumerable<Diagnostic> Types(IEnumerable<Element> types)
    {
        var names = new NameTable();
        foreach (var element in types)
        {
            names.Add(TypeName(element), element);
        }

        return names.Collisions;
    }

    /// <summary>Types that are called as a namespace of files that their own one does not import; where it does, they have another name.</summary>
    private static IEnumerable<Diagnostic> Namespaces(IReadOnlyList<ProtoFile> files)
    {
        var namespaces = CSharpNamespaces.WithOuter(files.Select(file => file.CsharpNamespace).Distinct(StringComparer.Ordinal));
        return
            from element in files.SelectMany(Types)
            let name = TypeName(element)
            where namespaces.Contains(name)
            let file = files.First(file => file.CsharpNamespace == name || file.CsharpNamespace.StartsWith(name + ".", StringComparison.Ordinal))
            select Codes.CSharpNamespaceName.With(element.Location.ToSpan(), element.FullName, name, file.Path);
    }

    private static IEnumerable<Element> Types(ProtoFile file) => [.. file.Messages, .. file.Enums, .. file.Services];

    private static string TypeName(Element element) => CSharpNamespaces.TypeName(element.File.CsharpNamespace, ClassName(element));

    private static string ClassName(Element element) => element switch
    {
        MessageType message => CSharpClasses.Class(message),
        ServiceType service => CSharpClasses.Class(service),
        EnumType type => CSharpClasses.Class(type),
        _ => element.Name,
    };

    /// <summary>What our templates make of a package's services: IShopClient is both Shop's interface and IShop's client.</summary>
    private static IEnumerable<Diagnostic> Services(ProtoPackage package)
    {
        var names = new NameTable();
        foreach (var service in package.Services.Where(service => service.HasServer))
        {
            names.Add(service.Name + "Defaults", service);
            names.Add(service.Name + "Validation", service);
        }

        foreach (var service in package.Services.Where(service => service.HasClient))
        {
            names.Add(service.Name + "Client", service);
            names.Add($"I{service.Name}Client", service);
        }

        return names.Collisions;
    }

    private static IEnumerable<Diagnostic> Members(ProtoFile file) => file.Messages.SelectMany(Members);

    /// <summary>Everything that the generator makes of a message's fields and oneofs.</summary>
    private static IEnumerable<Diagnostic> Members(MessageType message)
    {
        var names = new NameTable();
        foreach (var field in message.Fields)
        {
            var property = CSharpNaming.Property(field);
            names.Add([property, .. CSharpGenerator.MembersOf(property, CSharpClasses.HasMethods(field))], field);
        }

        foreach (var oneof in message.Oneofs)
        {
            names.Add(CSharpGenerator.MembersOfOneof(oneof.Name), oneof);
        }

        return names.Collisions.Concat(message.Messages.SelectMany(Members));
    }

    /// <summary>Types whose class needs another name, which something else of the package has.</summary>
    private static IReadOnlyList<(Element Element, string Name, Element Other)> TakenNames(Contract contract)
    {
        var own = contract.Packages.SelectMany(package => package.Files).SelectMany(Types);
        var renamed = own.Where(element => ClassName(element) != element.Name).ToArray();
        var declared = renamed.Length == 0 ? [] : contract.Files.SelectMany(Declared);
        var taken = declared.ToLookup(element => element.FullName, StringComparer.Ordinal);
        return
        [
            .. from element in renamed
               let name = ClassName(element)
               from other in taken[element.FullName[..^element.Name.Length] + name].Take(1)
               select (element, name, other),
        ];
    }

    private static IEnumerable<Element> Declared(ProtoFile file) =>
        Types(file).Concat(file.Enums.SelectMany(type => type.Values));

    /// <summary>A unary Get has GetAsync beside it, which a method GetAsync of the same request would be too.</summary>
    private static IEnumerable<Diagnostic> Methods(ServiceType service)
    {
        var names = new NameTable();
        foreach (var method in service.Methods)
        {
            names.Add(method.Name, method, method.Request.FullName);
            if (method.Kind == MethodKind.Unary)
            {
                names.Add(method.Name + "Async", method, method.Request.FullName);
            }
        }

        return names.Collisions;
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*(\.[\p{L}_][\p{L}\p{Nd}_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    /// <summary>C# names in one scope and the first element that took each.</summary>
    private sealed class NameTable
    {
        private readonly Dictionary<(string Name, string Signature), Element> _taken = [];
        private readonly List<Diagnostic> _collisions = [];

        public IReadOnlyList<Diagnostic> Collisions => _collisions;

        public void Add(IEnumerable<string> names, Element element)
        {
            foreach (var name in names)
            {
                Add(name, element);
            }
        }

        public void Add(string name, Element element, string signature = "")
        {
            if (_taken.TryAdd((name, signature), element) || ReferenceEquals(_taken[(name, signature)], element))
            {
                return;
            }

            var first = _taken[(name, signature)];
            var span = element.Location.ToSpan();
            if (!_collisions.Exists(found => found.Span == span))
            {
                _collisions.Add(Codes.CSharpCollision.With(span, first.FullName, element.FullName, name));
            }
        }
    }
}
