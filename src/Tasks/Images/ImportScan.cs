using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// What protos import, read off their text: known before anything is compiled. It may see an import in a comment, which then is
/// provided for nothing.
/// </summary>
internal static partial class ImportScan
{
    public static IEnumerable<string> Of(string file) => Imports().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value);

    [GeneratedRegex("""\bimport\s+(?:(?:public|weak|option)\s+)?["']([^"'\r\n]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Imports();
}
