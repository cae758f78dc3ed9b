using System.Text;
using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>Names as Go has them, and above all as protoc-gen-go and protoc-gen-go-grpc write them; where packages lie, and under which names.</summary>
/// <param name="provided">Where import paths start that a package has the code of, beside those of <see cref="SharedContracts"/>.</param>
public sealed partial class GoNaming(IReadOnlyList<string>? provided = null) : ILanguageNaming
{
    /// <summary>The folder of messages and stubs, below the module's.</summary>
    private const string Proto = "proto";

    private const string Grpc = "google.golang.org/grpc";

    /// <summary>Folders whose packages the go command hides from others or passes over.</summary>
    private static readonly HashSet<string> s_closedFolders = new(StringComparer.Ordinal) { "internal", "testdata", "vendor" };

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map",
        "package", "range", "return", "select", "struct", "switch", "type", "var",

        // No keyword, and yet no package that others may import.
        "main",

        // What generated files call other packages.
        "channel", "config", "context", "grpc", "host", "interceptors", "iter", "rpcerr", "rules", "server", "slog", "store", "time", "validation",
    };

    /// <summary>Ends of a file's name by which the go command takes it for one platform alone.</summary>
    private static readonly HashSet<string> s_platforms = new(StringComparer.Ordinal)
    {
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1",
        "windows", "zos", "386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64", "mips", "mips64", "mips64le", "mips64p32", "mips64p32le",
        "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    };

    /// <summary>What the server's options have beside handlers.</summary>
    private static readonly HashSet<string> s_options = new(StringComparer.Ordinal)
    {
        "Authenticator", "Clock", "IDs", "Log", "Ready", "Register", "Store", "StreamInterceptors", "UnaryInterceptors",
    };

    /// <summary>The module: <c>MyShop</c> → <c>example.com/my-shop</c>, a domain that nobody owns, unless the project says another.</summary>
    public string RootPackage(string projectName, string chosen) => chosen.Length > 0 ? chosen : "example.com/" + ServiceName.Kebab(Ascii(projectName));

    /// <summary><c>ecommerce.v1</c> → <c>ecommerce/v1/</c>.</summary>
    public string PackagePath(ProtoPackage package) => Folder(package.Name);

    /// <summary>Where each contract's package lies and what it is called, whatever the contract's own go_package says: all of it is one module.</summary>
    IEnumerable<string> ILanguageNaming.ProtocParameters(string root, IEnumerable<ImageFile> files) =>
        files.Select(file => $"M{file.Name}={MessagesPath(root, file.Package)};{PackageName(file.Package)}").Prepend($"module={root}/{Proto}");

    /// <summary><c>agent_linux.pb.go</c> → <c>agent_linux_.pb.go</c>: it is for every system; and names that start with <c>_</c> are passed over.</summary>
    string ILanguageNaming.PublishedPath(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        var (folder, name) = (path[..slash], path[slash..]);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (stem, end) = dot < 0 ? (name, "") : (name[..dot], name[dot..]);
        string[] words = [.. stem.Split('_').Skip(1)];
        var last = words is [.., var word, "test"] ? word : words.LastOrDefault("");
        return $"{folder}{(stem.StartsWith('_') ? "x" : "")}{stem}{(s_platforms.Contains(last) ? "_" : "")}{end}";
    }

    /// <summary>The import path of a proto package's messages and stubs.</summary>
    internal static string MessagesPath(string root, string package) => $"{root}/{Proto}/{Folder(package)}".TrimEnd('/');

    /// <summary>The name of that package: <c>acme.shop.v1</c> → <c>shopv1</c>.</summary>
    internal static string PackageName(string package)
    {
        string[] segments = package.Split('.');
        var name = segments is [.., var owner, var version] && Version().IsMatch(version) ? owner + version : segments[^1];
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return plain.Length == 0 || s_keywords.Contains(plain) ? plain + "pb" : plain;
    }

    /// <summary>Whether something that code is generated of imports contracts below a path.</summary>
    public bool Imports(Contract contract, string start) => Generated(contract).SelectMany(file => file.Imports).Any(path => path.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Stubs are generated, of a service of its own or of one that it imports.</summary>
    public bool HasStubs(Contract contract) => Generated(contract).Any(file => file.Services.Count > 0);

    /// <summary>The text as gofmt leaves it, without imports that nothing uses: templates list all that they may need.</summary>
    string ILanguageNaming.Finish(string path, string text) => path.EndsWith(".go", StringComparison.Ordinal) ? GoFormat.Apply(text) : text;

    /// <summary>What the generators call a message, service or method.</summary>
    public static string Name(Element element) => Camel(element is MessageType ? Local(element) : element.Name);

    /// <summary>The name of a proto package's messages and stubs within its own services.</summary>
    public static string Alias(ProtoPackage package) => PackageName(package.Name);

    /// <summary>The package that is generated for a proto package's services.</summary>
    public static string ServicesPackage(ProtoPackage package) => PackageName(package.Name) + "svc";

    /// <summary>A package has services of which a server is generated.</summary>
    public static bool HasServer(ProtoPackage package) => package.Services.Any(service => service.HasServer);

    /// <summary>The package that is generated for a proto package's clients; one without a name has them beside what opens channels.</summary>
    public static string ClientPackage(ProtoPackage package) => package.Name.Length == 0 ? "client" : PackageName(package.Name) + "client";

    /// <summary>A package has services of which a client is generated.</summary>
    public static bool HasClient(ProtoPackage package) => package.Services.Any(service => service.HasClient);

    /// <summary>The plan of a list that has pages; null for anything else.</summary>
    public static ListPlan? Pages(Method method) => CSharpNaming.Pages(method);

    /// <summary>A message's type, in the services of a proto package.</summary>
    public string Type(MessageType message, ProtoPackage package) => $"{AliasOf(message.File, package.Name)}.{Name(message)}";

    /// <summary>What has to be imported for a service's messages, of the packages that others publish.</summary>
    public IReadOnlyList<string> PublishedImports(ServiceType service) =>
        [.. Messages(service).Select(message => message.File).Where(IsProvided).Select(file => Published(file).Import).Distinct(StringComparer.Ordinal)];

    /// <summary>What has to be imported for a service's stubs and messages and the types that it stores, of the module's own packages.</summary>
    public IReadOnlyList<string> ModuleImports(string root, ProtoPackage package, ServiceType service) =>
    [
        .. Messages(service).Select(message => message.File).Prepend(service.File).Where(file => !IsProvided(file)).Select(file => Import(AliasOf(file, package.Name), MessagesPath(root, file.Package)))
            .Concat(Resources(service).Select(resource => resource.Message.File.Package).Where(other => other != package.Name).Select(other => Import(Foreign(other, package.Name) + "svc", ServicesImport(root, other))))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A proto package's own messages, as a line of an import.</summary>
    public static string MessagesImport(ProtoPackage package, string root) => Import(Alias(package), MessagesPath(root, package.Name));

    /// <summary>All packages that the server runs the services of.</summary>
    public static IReadOnlyList<string> ServerImports(Contract contract, string root) =>
    [
        .. contract.Packages.Where(HasServer).SelectMany(package => new[]
        {
            Import(ServerAlias(contract, package.Name), MessagesPath(root, package.Name)), Import(ServerAlias(contract, package.Name) + "svc", ServicesImport(root, package.Name)),
        }),
    ];

    /// <summary>The package of a service's stubs, in the server.</summary>
    public static string ServerMessages(Contract contract, ServiceType service) => ServerAlias(contract, service.File.Package);

    /// <summary>The package of a service's defaults, in the server.</summary>
    public static string ServerServices(Contract contract, ServiceType service) => ServerAlias(contract, service.File.Package) + "svc";

    /// <summary>The field of the server's options that takes a service's handler.</summary>
    public static string OptionName(ServiceType service)
    {
        var name = string.Concat(service.File.Package.Split('.').Select(Camel)) + Name(service);
        return s_options.Contains(name) ? name + "Service" : name;
    }

    /// <summary>The module of a project's own handlers: a program, which nobody imports, and outside of the generated module, whose internal packages it is not to see.</summary>
    public static string HandlersModule(string projectName) => ServiceName.Kebab(Ascii(projectName)) + "-handlers";

    /// <summary>The type of a service's own handler.</summary>
    public static string HandlerType(Contract contract, ServiceType service)
    {
        var name = SharedNaming.HandlerName(contract, service);
        return char.ToLowerInvariant(name[0]) + name[1..] + "Handler";
    }

    /// <summary>The file of a service's own handler, without its end.</summary>
    public static string HandlerFile(Contract contract, ServiceType service) => ServiceName.Kebab(OwnHandlers.Name(contract, service)).Replace('-', '_') + "_handler";

    /// <summary>A method to try a server with: one that answers an empty request, if there is one; null without a method.</summary>
    public static Method? CalledMethod(Contract contract) => contract.ServedServices.SelectMany(service => service.Methods)
        .OrderBy(method => method.Plan is not ListPlan).ThenBy(method => method.Kind != MethodKind.Unary).FirstOrDefault();

    /// <summary>The packages that a service's own handler may need, of the generated module.</summary>
    public IReadOnlyList<string> HandlerImports(string root, ProtoPackage package, ServiceType service) =>
        [.. ModuleImports(root, package, service), Import(ServicesPackage(package), ServicesImport(root, package.Name))];

    /// <summary>Whether first handlers import a module's packages themselves.</summary>
    /// <param name="module">One that has no other module below it, beside <c>google.golang.org/genproto</c>.</param>
    public bool HandlersImport(Contract contract, string module)
    {
        Method[] shown = [.. contract.ServedServices.Select(OwnHandlers.Shown).OfType<Method>()];
        var imports = shown.SelectMany(method => new[] { method.Request, method.Response }).Select(message => message.File).Where(IsProvided).Select(file => PublishedPath(file).Import)
            .Concat(shown.Where(method => method.Kind != MethodKind.Unary).Select(_ => Grpc));
        return imports.Any(path => ModuleOf().Match(path).Value == module);
    }

    /// <summary>The variable that holds the rule of a method's default: <c>ProductService/GetProduct</c> → <c>productGetProduct</c>.</summary>
    public static string Rule(Method method)
    {
        var service = Name(method.Service);
        var start = service.EndsWith("Service", StringComparison.Ordinal) && service.Length > "Service".Length ? service[..^"Service".Length] : service;
        return char.ToLowerInvariant(start[0]) + start[1..] + Name(method);
    }

    /// <summary>A service's file: <c>product_service</c>.</summary>
    public static string FileName(ServiceType service) => ServiceName.Kebab(service.Name).Replace('-', '_');

    /// <summary>The methods with a client that a channel must know something of: they may be called again, or their requests have ids.</summary>
    public static IReadOnlyList<Method> ClientMethods(Contract contract) =>
    [
        .. contract.Services.Where(service => service.HasClient).SelectMany(service => service.Methods)
            .Where(method => method.Retry != MethodRetry.Never || SharedNaming.RequestId(method) is not null),
    ];

    /// <summary>The methods that answer or take in a stream that ends by itself.</summary>
    public static IReadOnlyList<Method> Listings(ServiceType service) =>
        [.. service.Methods.Where(method => method.Kind != MethodKind.Unary && method.Plan is (ListPlan or ImportPlan))];

    /// <summary>The methods whose streams go on until someone ends them.</summary>
    public static IReadOnlyList<Method> Feeds(ServiceType service) => [.. service.Methods.Where(method => method.Plan is WatchPlan or WatchCommandPlan)];

    /// <summary>The methods that no convention has an answer for.</summary>
    public static IReadOnlyList<Method> Unimplemented(ServiceType service) => [.. service.Methods.Where(method => method.Plan is UnimplementedPlan)];

    /// <summary>The variable that describes a resource.</summary>
    public static string StoredName(Resource resource) => Name(resource.Message) + "Type";

    /// <summary>The same, in the services of a proto package.</summary>
    public static string Stored(ProtoPackage package, Resource resource)
    {
        var own = resource.Message.File.Package;
        return (own == package.Name ? "" : $"{Foreign(own, package.Name)}svc.") + StoredName(resource);
    }

    /// <summary>A contract's text as a Go string.</summary>
    public static string TextLiteral(string text) => $"\"{string.Concat(text.EnumerateRunes().Select(LiteralPart))}\"";

    /// <summary>What a method's default does, for a comment.</summary>
    public static string PlanText(Plan plan) => PlanSentence.Of(plan, code => code, text => text);

    /// <summary>The type that is generated for an enum.</summary>
    internal static string TypeName(EnumType type) => Camel(Local(type));

    /// <summary>As protoc's Go generators make a name: <c>unit_price</c> → <c>UnitPrice</c>, <c>Outer.inner</c> → <c>OuterInner</c>, <c>Outer.Inner</c> → <c>Outer_Inner</c>.</summary>
    internal static string Camel(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var index = 0; index < name.Length; index++)
        {
            var character = name[index];
            var startsWord = index + 1 < name.Length && char.IsAsciiLetterLower(name[index + 1]);
            if (character is '_' && (index == 0 || name[index - 1] == '.'))
            {
                result.Append('X');
            }
            else if (character is '.' or '_')
            {
                result.Append(startsWord ? "" : "_");
            }
            else
            {
                result.Append(char.IsAsciiLetterLower(character) && !IsInsideWord(name, index) ? char.ToUpperInvariant(character) : character);
            }
        }

        return result.ToString();
    }

    private IEnumerable<ProtoFile> Generated(Contract contract) => contract.Files.Where(file => !IsProvided(file));

    private static IEnumerable<MessageType> Messages(ServiceType service) => service.Methods.SelectMany(method => new[] { method.Request, method.Response });

    private static IEnumerable<Resource> Resources(ServiceType service) => service.Methods.Select(method => method.Plan).OfType<ResourcePlan>()
        .SelectMany(plan => plan is CreatePlan create ? create.Parents.Prepend(plan.Resource) : [plan.Resource]);

    private bool IsProvided(ProtoFile file) => SharedContracts.Contains(file.Path) || (provided ?? []).Any(start => file.Path.StartsWith(start, StringComparison.Ordinal));

    private string AliasOf(ProtoFile file, string own) => IsProvided(file) ? Published(file).Name : file.Package == own ? PackageName(own) : Foreign(file.Package, own);

    /// <summary>Another package's name beside a package's own: all its segments, as several packages may end alike.</summary>
    private static string Foreign(string package, string own)
    {
        var name = Joined(package);
        return name == PackageName(own) ? name + "pb" : name;
    }

    private static string ServerAlias(Contract contract, string package)
    {
        var name = PackageName(package);
        return contract.Packages.Count(other => PackageName(other.Name) == name) == 1 ? name : Joined(package);
    }

    private static string Joined(string package)
    {
        var name = string.Concat(package.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return name.Length == 0 || s_keywords.Contains(name) ? name + "pb" : name;
    }

    private static string ServicesImport(string root, string package) => $"{root}/services/{Folder(package)}".TrimEnd('/');

    /// <summary>Where others publish the code of a contract, as the contract itself says.</summary>
    private static (string Name, string Import) Published(ProtoFile file)
    {
        var (name, path) = PublishedPath(file);
        return (name, Import(name, path));
    }

    private static (string Name, string Import) PublishedPath(ProtoFile file)
    {
        var option = file.Options.FirstOrDefault(option => option.Name == "go_package")?.Value.Trim('"') ?? "";
        var (path, name) = option.Split(';') is [var place, var chosen] ? (place, chosen) : (option, option[(option.LastIndexOf('/') + 1)..]);
        return (name, path);
    }

    /// <summary>A line of an import, with the package's name where the path does not say it.</summary>
    private static string Import(string name, string path) => path.EndsWith("/" + name, StringComparison.Ordinal) ? $"\"{path}\"" : $"{name} \"{path}\"";

    private static string LiteralPart(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        < 0x20 or 0x7f => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        _ when Rune.IsControl(rune) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        _ => rune.ToString(),
    };

    /// <summary>A small letter behind another letter stays small.</summary>
    private static bool IsInsideWord(string name, int index) => index > 0 && char.IsAsciiLetter(name[index - 1]);

    private static string Local(Element element) => element.File.Package.Length == 0 ? element.FullName : element.FullName[(element.File.Package.Length + 1)..];

    private static string Folder(string package) => package.Length == 0 ? "" : string.Concat(package.Split('.').Select(segment => segment + (s_closedFolders.Contains(segment) ? "_/" : "/")));

    private static string Ascii(string name) => string.Concat(name.Select(character => char.IsAscii(character) ? character : '-'));

    [GeneratedRegex(@"^(google\.golang\.org/(genproto(/googleapis/(api|rpc)(?=/))?|grpc|protobuf)|cloud\.google\.com/go/longrunning)", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleOf();

    [GeneratedRegex(@"^v\d+(p\d+)?((alpha|beta)\d*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
