namespace Grpc.Service.Sdk.Tools;

/// <summary>Where the tools of this host are to be found.</summary>
/// <param name="ManifestPath">tools.json, absolute.</param>
/// <param name="Rid">The host's portable runtime identifier (<c>linux-x64</c>).</param>
/// <param name="PackageFolders">NuGet's package folders, absolute, in NuGet's order.</param>
/// <param name="PackVersion">The version of our tool packs: the SDK's own.</param>
/// <param name="Overrides">Executables that the user gives by path, by tool name; they are not hashed.</param>
public sealed record ToolRequest(
    string ManifestPath, string Rid, IReadOnlyList<string> PackageFolders, string PackVersion, IReadOnlyDictionary<string, string> Overrides);

/// <param name="Path">An executable of this host.</param>
/// <param name="Hash">Its SHA-256: part of the key of what is up to date.</param>
public sealed record Tool(string Name, string Version, string Path, string Hash);
