namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>One project that is measured: its text, how its targets' names begin, and where its generated C# lands.</summary>
internal sealed record Candidate(string Name, string Project, IReadOnlyList<string> TargetPrefixes, string GeneratedFolder)
{
    public static Candidate GrpcTools(Versions versions, IContracts contracts) => new(
        "Grpc.Tools",
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <PackageReference Include="Google.Protobuf" Version="{versions["Google.Protobuf"]}" />
            <PackageReference Include="Grpc.AspNetCore.Server" Version="{versions["Grpc.AspNetCore.Server"]}" />
            <PackageReference Include="Grpc.Net.ClientFactory" Version="{versions["Grpc.Net.ClientFactory"]}" />
            <PackageReference Include="Grpc.Tools" Version="{versions["Grpc.Tools"]}" PrivateAssets="all" />
            <PackageReference Include="Google.Api.CommonProtos" Version="{versions["Google.Api.CommonProtos"]}" />
            <Protobuf Include="proto/**/*.proto" Exclude="{string.Join(';', contracts.Shared.Select(folder => $"proto/{folder}/**"))}" ProtoRoot="proto" GrpcServices="Both" />
          </ItemGroup>
        </Project>
        """,
        ["Protobuf_", "_Protobuf_", "gRPC_", "_gRPC_"],
        "obj");

    /// <param name="role">service: the one-line project; contracts: messages and stubs alone, what Grpc.Tools makes.</param>
    /// <param name="lint">Lint runs beside the rest by default; Grpc.Tools has none.</param>
    public static Candidate Sdk(Versions versions, string role, bool lint)
    {
        var properties = new List<string> { "<GrpcLanguages>csharp</GrpcLanguages>", "<GrpcBreaking>false</GrpcBreaking>" };
        if (role == "contracts")
        {
            properties.Add("<GrpcRole>Contracts</GrpcRole>");
            properties.Add("<GrpcDocs>false</GrpcDocs>");
        }

        if (!lint)
        {
            properties.Add("<GrpcLint>false</GrpcLint>");
        }

        return new(
            $"SDK {role}{(lint ? "" : ", no lint")}",
            $"""
            <Project Sdk="Grpc.Service.Sdk/{versions["Grpc.Service.Sdk"]}">
              <PropertyGroup>
                {string.Join("\n    ", properties)}
              </PropertyGroup>
            </Project>
            """,
            ["Grpc", "_Grpc"],
            "generated");
    }

    /// <summary>The SDK without a contract: what its targets cost when there is nothing to look at.</summary>
    public static Candidate Empty(Versions versions) => Sdk(versions, "contracts", lint: true) with { Name = EmptyName };

    public const string EmptyName = "SDK without contracts";
}
