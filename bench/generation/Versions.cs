using System.Reflection;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>The versions that Directory.Packages.props and Directory.Build.props pin, put into this assembly by the project.</summary>
internal sealed class Versions
{
    private readonly Dictionary<string, string?> _versions = typeof(Versions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    public string this[string package] => _versions.GetValueOrDefault(package)
        ?? throw new BenchException($"'{package}' has no version in Directory.Packages.props.");
}
