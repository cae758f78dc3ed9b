using System.Text;
using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>Names as Go has them, and above all as protoc-gen-go and protoc-gen-go-grpc write them; where packages lie, and under which names.</summary>
public sealed partial class GoNaming : ILanguageNaming
{
    /// <summary>The folder of messages and stubs, below the module's.</summary>
    private const string Proto = "proto";

    /// <summary>Folders whose packages the go command hides from others or passes over.</summary>
    private static readonly HashSet<string> s_closedFolders = new(StringComparer.Ordinal) { "internal", "testdata", "vendor" };

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map",
        "package", "range", "return", "select", "struct", "switch", "type", "var",

        // No keyword, and yet no package that others may import.
        "main",
    };

    /// <summary>Ends of a file's name by which the go command takes it for one platform alone.</summary>
    private static readonly HashSet<string> s_platforms = new(StringComparer.Ordinal)
    {
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1",
        "windows", "zos", "386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64", "mips", "mips64", "mips64le", "mips64p32", "mips64p32le",
        "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    };

    /// <summary>The module: <c>MyShop</c> → <c>example.com/my-shop</c>, a domain that nobody owns, unless the project says another.</summary>
    public string RootPackage(string projectName, string chosen) => chosen.Length > 0 ? chosen : "example.com/" + ProjectNames.Kebab(Ascii(projectName));

    /// <summary><c>ecommerce.v1</c> → <c>ecommerce/v1/</c>.</summary>
    public string PackagePath(ProtoPackage package) => Folder(package.Name);

    /// <summary>Where each contract's package lies and what it is called, whatever the contract's own go_package says: all of it is one module.</summary>
    IEnumerable<string> ILanguageNaming.ProtocParameters(string root, IEnumerable<ImageFile> files) =>
        files.Select(file => $"M{file.Name}={MessagesImport(root, file.Package)};{PackageName(file.Package)}").Prepend($"module={root}/{Proto}");

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
    public static string MessagesImport(string root, string package) => $"{root}/{Proto}/{Folder(package)}".TrimEnd('/');

    /// <summary>The name of that package: <c>acme.shop.v1</c> → <c>shopv1</c>.</summary>
    public static string PackageName(string package)
    {
        string[] segments = package.Split('.');
        var name = segments is [.., var owner, var version] && Version().IsMatch(version) ? owner + version : segments[^1];
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return plain.Length == 0 || s_keywords.Contains(plain) ? plain + "pb" : plain;
    }

    /// <summary>Whether something imports contracts below a path.</summary>
    public static bool Imports(Contract contract, string start) => contract.Imports.Any(path => path.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The type that is generated for a message.</summary>
    internal static string TypeName(MessageType message) => Camel(Local(message));

    /// <summary>The type that is generated for an enum.</summary>
    internal static string TypeName(EnumType type) => Camel(Local(type));

    /// <summary>As protoc's Go generators make a name: <c>unit_price</c> → <c>UnitPrice</c>, <c>Outer.inner</c> → <c>OuterInner</c>, <c>Outer.Inner</c> → <c>Outer_Inner</c>.</summary>
    public static string Camel(string name)
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

    /// <summary>A small letter behind another letter stays small.</summary>
    private static bool IsInsideWord(string name, int index) => index > 0 && char.IsAsciiLetter(name[index - 1]);

    private static string Local(Element element) => element.File.Package.Length == 0 ? element.FullName : element.FullName[(element.File.Package.Length + 1)..];

    private static string Folder(string package) => package.Length == 0 ? "" : string.Concat(package.Split('.').Select(segment => segment + (s_closedFolders.Contains(segment) ? "_/" : "/")));

    private static string Ascii(string name) => string.Concat(name.Select(character => char.IsAscii(character) ? character : '-'));

    [GeneratedRegex(@"^v\d+(p\d+)?((alpha|beta)\d*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
