using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.Targets;

/// <summary>go.mod and go.sum are what Go's own tool would make of the module's imports: nothing is missing, and nothing is more than it needs.</summary>
[Collection(SdkFolder.Collection)]
public sealed class GoTidyTests(SdkFolder sdk)
{
    private const string Service = "service Shop {\n  rpc GetThing(GetThingRequest) returns (Thing);\n}\n\nmessage GetThingRequest {\n  string thing_id = 1;\n}\n";

    private static readonly (string Name, string Import, string Field)[] s_imports =
    [
        ("type", "google/type/money.proto", "google.type.Money price = 2;"),
        ("api", "google/api/field_behavior.proto", "string name = 3 [(google.api.field_behavior) = REQUIRED];"),
        ("rpc", "google/rpc/status.proto", "google.rpc.Status status = 4;"),
        ("longrunning", "google/longrunning/operations.proto", "google.longrunning.Operation operation = 5;"),
    ];

    [SkippableTheory]
    [InlineData("Service", true, "")]
    [InlineData("Service", true, "type api rpc")]
    [InlineData("Client", true, "")]
    [InlineData("Client", true, "type")]
    [InlineData("Contracts", true, "")]
    [InlineData("Contracts", true, "type api rpc")]
    [InlineData("Contracts", false, "")]
    [InlineData("Contracts", false, "rpc")]
    public async Task Module_IsAsTidyLeavesIt(string role, bool hasService, string imports)
    {
        var go = GoToolchain.Require();
        using var creator = Generated(role, hasService, imports);

        // Tests of prometheus' own want a module that is in no registry of ours: tidy says so, and goes on.
        Assert.Equal("", await go.RunAsync(creator.At("generated/go"), "mod", "tidy", "-e", "-diff"));
        Assert.Contains("all modules verified", await go.RunAsync(creator.At("generated/go"), "mod", "verify"), StringComparison.Ordinal);
    }

    /// <summary>Tidy would want what only tests of google/longrunning's own need, which no registry of ours has: the module is built from what it lists.</summary>
    [SkippableTheory]
    [InlineData("Service")]
    [InlineData("Client")]
    [InlineData("Contracts")]
    public async Task Module_WithLongRunningOperations_BuildsFromWhatItLists(string role)
    {
        var go = GoToolchain.Require();
        using var creator = Generated(role, hasService: true, "longrunning");

        await go.RunAsync(creator.At("generated/go"), "build", "-mod=readonly", "./...");
        Assert.Contains("all modules verified", await go.RunAsync(creator.At("generated/go"), "mod", "verify"), StringComparison.Ordinal);
    }

    private ProjectCreator Generated(string role, bool hasService, string imports)
    {
        var used = s_imports.Where(entry => imports.Split(' ').Contains(entry.Name)).ToArray();
        var creator = ProjectCreator.Create(sdk).Property("GrpcLanguages", "go").Property("GrpcRole", role).Property("GrpcLint", "false").Property("GrpcDocs", "false");
        creator.Global("PkgGoogle_Api_CommonProtos", sdk.Package("google.api.commonprotos")).File("proto/shop/v1/shop.proto", $$"""
            syntax = "proto3";
            package shop.v1;
            {{string.Join('\n', used.Select(entry => $"import \"{entry.Import}\";"))}}
            {{(hasService ? Service : "")}}
            message Thing {
              string thing_id = 1;
              {{string.Join("\n  ", used.Select(entry => entry.Field))}}
            }
            """);
        var (succeeded, log, _) = creator.Build("GrpcGenerate");
        Assert.True(succeeded, string.Join('\n', log.Errors));
        return creator;
    }
}
