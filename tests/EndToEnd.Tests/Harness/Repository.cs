using System.Reflection;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Where things lie in the checkout that is tested.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The <c>google/api</c> files that annotated contracts import.</summary>
    public static string GoogleProtos { get; } = Metadata("GoogleProtos");

    public static string Packages => Path.Combine(Root, "artifacts", "packages");

    /// <summary>A global packages folder of the tests' own: a package packed again under the same version must be seen.</summary>
    public static string NuGetFolder => Path.Combine(Root, "artifacts", "nuget");

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
