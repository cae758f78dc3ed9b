using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>The generated Go module builds as it is: no tidying, no network, nothing of it edited.</summary>
[Collection(PackedSdk.Runs)]
public sealed class GoModuleTests
{
    private const string GoAlone = "<PropertyGroup><GrpcLanguages>go</GrpcLanguages><GrpcGoModule>go.example.com/everything</GrpcGoModule><GrpcLint>false</GrpcLint></PropertyGroup>";

    private static readonly string[] s_roots =
    [
        Path.Combine(Golden.Folder, "go"), Path.Combine(Golden.Folder, "awkward"), Repository.Sample("Ecommerce/proto"), Repository.Sample("Library/proto"),
        .. new[] { "keywords", "kinds", "rules", "writes" }.Select(name => Path.Combine(Golden.Folder, "golden", name, "proto")),
    ];

    /// <summary>The samples, contracts that try a generator's patience, and names, imports and editions that Go takes in a way of its own.</summary>
    [SkippableFact]
    public async Task Module_OfEveryKindOfContract_BuildsAndNoToolHasAWordAgainstIt()
    {
        var go = GoToolchain.Require();
        using var project = new TestProject("Everything", GoAlone);
        foreach (var root in s_roots)
        {
            foreach (var file in Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories))
            {
                project.Write("proto/" + Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
            }
        }

        var build = (await project.BuildAsync()).Succeeded();

        Assert.Empty(build.Diagnostics);
        Assert.Contains(build.Messages, text => text.Contains("The go_package 'github.com/acme/protos/internal/v1;internalpb' of 'acme/internal/v1/notes.proto' is not used", StringComparison.Ordinal));
        await go.RunAsync(project.At("generated/go"), "build", "-mod=readonly", "./...");
        Assert.Equal("", await go.FindingsAsync(project.At("generated/go")));
        var files = project.Tree("generated/go").Keys.Select(path => path["generated/go/".Length..]).ToArray();
        Assert.Contains("proto/acme/internal_/v1/notes_grpc.pb.go", files);
        Assert.Contains("proto/platform/v1/agent_linux_.pb.go", files);
        Assert.DoesNotContain(files, path => path.StartsWith("proto/google", StringComparison.Ordinal));

        // First handlers for all of it.
        (await project.BuildAsync("-t:GrpcScaffold")).Succeeded();
        Assert.Equal("", await go.FindingsAsync(project.At("handlers/go")));

        // One contract's licence stands above what its generated code says of where it came from.
        project.Write("proto/acme/internal/v1/notes.proto", project.Read("proto/acme/internal/v1/notes.proto").Replace("string id = 1;", "string id = 1;\n  string text = 3;", StringComparison.Ordinal));
        build = (await project.BuildAsync()).Succeeded();
        Assert.Contains(build.Messages, text => text.TrimStart().StartsWith($"protoc: 1 of ", StringComparison.Ordinal));
        Assert.Contains("GetText()", project.Read("generated/go/proto/acme/internal_/v1/notes.pb.go"), StringComparison.Ordinal);
    }

    /// <summary>C# has the other project's code by reference; a module has nobody, and brings what it imports.</summary>
    [SkippableFact]
    public async Task Module_OfContractsOfAnotherProject_BuildsAlone()
    {
        var go = GoToolchain.Require();
        using var project = new TestProject("Buyer", """
            <PropertyGroup><GrpcLanguages>csharp;go</GrpcLanguages><GrpcRole>Client</GrpcRole></PropertyGroup>
            <ItemGroup><ProjectReference Include="../Base/Base.csproj" /></ItemGroup>
            """);
        project.Write("../Base/Base.csproj", """<Project Sdk="Grpc.Service.Sdk/1.0.0"><PropertyGroup><GrpcRole>Contracts</GrpcRole></PropertyGroup></Project>""");
        project.Write("../Base/proto/base/v1/base.proto", Contracts.Message("base.v1", "import \"google/type/money.proto\";\n\nmessage Base {\n  string id = 1;\n  google.type.Money price = 2;\n}"));
        project.Write("proto/buyer/v1/buyer.proto", Contracts.Message("buyer.v1", "import \"base/v1/base.proto\";\n\nservice BuyerService {\n  rpc GetBase(GetBaseRequest) returns (base.v1.Base);\n}\n\nmessage GetBaseRequest {\n  string base_id = 1;\n}"));

        (await project.BuildAsync("-p:GrpcLint=false")).Succeeded();

        string[] files = [.. project.Tree("generated/go").Keys.Select(path => path["generated/go/".Length..])];
        Assert.Equal(
            ["go.mod", "go.sum", "proto/base/v1/base.pb.go", "proto/buyer/v1/buyer.pb.go", "proto/buyer/v1/buyer_grpc.pb.go"],
            files.Where(path => path.StartsWith("go.", StringComparison.Ordinal) || path.StartsWith("proto/", StringComparison.Ordinal)));
        Assert.Contains("client/client.go", files);
        Assert.Contains("client/buyer/v1/buyer_service_client.go", files);
        Assert.DoesNotContain(files, path => path.StartsWith("server/", StringComparison.Ordinal) || path.StartsWith("store/", StringComparison.Ordinal));
        Assert.DoesNotContain(project.Tree("generated/csharp").Keys, path => path.EndsWith("Base.cs", StringComparison.Ordinal));
        await go.RunAsync(project.At("generated/go"), "vet", "-mod=readonly", "./...");
    }
}
