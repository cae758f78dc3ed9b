using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Each folder of tests/data/golden is a project: <c>proto/</c> goes in, <c>expected/</c> is what templates must write for it.</summary>
[Collection(PackedSdk.Runs)]
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Path.Combine(Golden.Folder, "golden")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    // A case's folder names its project, in lower case, beside the package's namespace in PascalCase.
    private const string CaseOfNamespaces = "CA1708%3B1701%3B1702";

    private static readonly string[] s_rendered =
    [
        "generated/config/grpc-service-config", "generated/csharp/Client/ContractMethods", "generated/csharp/Server/ServiceHost.Defaults", "generated/csharp/Services/", "generated/docs/",
    ];

    private static readonly string[] s_renderedGo = ["client/", "cmd/", "services/"];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Generate_GoldenCase_WritesTheExpectedFilesWithoutAWarning(string name)
    {
        using var project = new TestProject(name, GoToolchain.Current is null ? "" : "<PropertyGroup><GrpcLanguages>csharp;go</GrpcLanguages></PropertyGroup>");
        var folder = Path.Combine(Golden.Folder, "golden", name);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "proto"), "*", SearchOption.AllDirectories))
        {
            project.Write("proto/" + Path.GetRelativePath(Path.Combine(folder, "proto"), file).Replace('\\', '/'), File.ReadAllBytes(file));
        }

        var result = (await project.BuildAsync("-p:GrpcLint=false", "-p:Nullable=enable", "-p:TreatWarningsAsErrors=true", "-p:AnalysisMode=All", "-p:NoWarn=" + CaseOfNamespaces, "-p:LangVersion=12.0", "-p:CheckForOverflowUnderflow=true", "-p:GenerateDocumentationFile=true")).Succeeded();

        Assert.Empty(result.Diagnostics);
        Golden.EqualTree(Path.Combine("golden", name, "expected"), Rendered(project));
        if (GoToolchain.Current is not null)
        {
            Golden.EqualTree(Path.Combine("golden", name, "expected-go"), RenderedGo(project));
        }
    }

    /// <summary>What depends on the contract; plain sources are the same in every case and need no copy of themselves.</summary>
    private static SortedDictionary<string, string> Rendered(TestProject project) => new(
        project.Tree("generated")
            .Where(file => s_rendered.Any(place => file.Key.StartsWith(place, StringComparison.Ordinal)))
            .ToDictionary(file => file.Key["generated/".Length..] + ".txt", file => file.Value),
        StringComparer.Ordinal);

    private static SortedDictionary<string, string> RenderedGo(TestProject project) => new(
        project.Tree("generated/go").ToDictionary(file => file.Key["generated/go/".Length..], file => file.Value)
            .Where(file => file.Key is "go.mod" or "server/server.go" || s_renderedGo.Any(place => file.Key.StartsWith(place, StringComparison.Ordinal)))
            .ToDictionary(file => file.Key + ".txt", file => file.Value),
        StringComparer.Ordinal);
}
