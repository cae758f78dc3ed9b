using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// Contracts that every ecosystem already has as a package (protobuf's well-known types, and google/api, rpc and type from
/// the common protos). Many repositories keep copies of them: those are imported, and never linted, gated or generated again.
/// </summary>
public static partial class SharedContracts
{
    /// <param name="importPath">With <c>/</c>.</param>
    public static bool Contains(string importPath) => Paths().IsMatch(importPath);

    [GeneratedRegex(@"^google/(protobuf/(compiler/)?|api/|rpc/(context/)?|type/)[^/]+\.proto$", RegexOptions.CultureInvariant)]
    private static partial Regex Paths();
}
