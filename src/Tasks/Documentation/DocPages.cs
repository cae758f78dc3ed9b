using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>
/// Which page an element stands on. One package is one page, <c>api.md</c>; of several, each has <c>api/&lt;package&gt;.md</c>,
/// and <c>api.md</c> is their index.
/// </summary>
internal sealed class DocPages
{
    private const string Folder = "api/";
    private const string NoPackage = "no-package";
    private readonly Dictionary<string, string> _pages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files;
    private readonly bool _isOne;

    public DocPages(Contract contract)
    {
        _isOne = contract.Packages.Count <= 1;
        _files = contract.Packages.SelectMany(package => package.Files).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);

        // Two packages that differ by case alone are one file where names ignore it. A package's name has no hyphen.
        foreach (var same in contract.Packages.GroupBy(package => package.Name.ToUpperInvariant()))
        {
            foreach (var (index, package) in same.Index())
            {
                _pages[package.Name] = (package.Name.Length == 0 ? NoPackage : package.Name) + (index == 0 ? "" : $"-{index + 1}");
            }
        }
    }

    public string PageOf(string package) => _pages[package];

    public static string PackageAnchor(string package) => package.Length == 0 ? NoPackage : package;

    /// <summary>Whether the documentation has a section on it.</summary>
    public bool Has(Element element) => _files.Contains(element.File.Path);

    /// <param name="here">The page that the link stands on; empty for api.md.</param>
    public string Href(string here, string package, string anchor)
    {
        var page = PageOf(package);
        return _isOne || here == page ? "#" + anchor : $"{(here.Length == 0 ? Folder : "")}{page}.md#{anchor}";
    }

    /// <summary>From a page up to the folder that holds <c>docs/</c>.</summary>
    public static string ToOutputFolder(string here) => here.Length == 0 ? "../" : "../../";
}
