using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Projects as people have them.</summary>
[Collection(PackedSdk.Collection)]
public sealed class ProjectShapeTests
{
    [Fact]
    public async Task GrpcToolsReferencedToo_EachProtoIsCompiledOnce()
    {
        using var project = TestProject.Small("<ItemGroup><PackageReference Include=\"Grpc.Tools\" Version=\"2.85.0\" PrivateAssets=\"all\" /></ItemGroup>");

        var result = (await project.BuildAsync()).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Contains(result.Messages, text => text.Contains("its own generation is switched off", StringComparison.Ordinal));
        Assert.DoesNotContain("ProtoCompile", result.Tasks);
        (await project.RunAsync("clean")).Succeeded();
    }

    [Fact]
    public async Task CentralVersions_OfOurImplicitPackages_Win()
    {
        using var project = TestProject.Small();
        project.Write("../Directory.Packages.props", """
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Google.Protobuf" Version="3.36.2" /></ItemGroup>
            </Project>
            """);

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
    }

    [Fact]
    public async Task SolutionOfSeveralProjects_BuildsInParallelTwice()
    {
        using var project = TestProject.Small(name: "One");
        foreach (var name in new[] { "Two", "Three" })
        {
            project.Write($"../{name}/{name}.csproj", """<Project Sdk="Grpc.Service.Sdk/1.0.0" />""");
            project.Write($"../{name}/proto/shop/v1/shop.proto", Contracts.Shop);
        }

        project.Write("../all.slnx", """<Solution><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /><Project Path="Three/Three.csproj" /></Solution>""");
        var solution = Path.GetFullPath(project.At("../all.slnx"));

        Assert.Empty((await project.BuildAsync(solution, "-m")).Succeeded().Diagnostics);
        Assert.Empty((await project.BuildAsync(solution, "-m", "-graph", "--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task SeveralFrameworks_AreGeneratedOnceAndCompiledEach()
    {
        using var project = TestProject.Small("<PropertyGroup><TargetFrameworks>net10.0;net9.0</TargetFrameworks></PropertyGroup>");

        var both = (await project.BuildAsync("-m")).Succeeded();
        Assert.Empty(both.Diagnostics);
        Assert.Equal(3, both.Commands.Count());
        Assert.Equal(2, both.Tasks.Count(task => task == "GenerateGrpcService"));

        File.AppendAllText(project.At("proto/shop/v1/shop.proto"), "\nmessage More {}\n");
        Assert.Equal(3, (await project.BuildAsync("-f", "net9.0", "--no-restore")).Succeeded().Commands.Count());
        Assert.Empty((await project.BuildAsync("-f", "net10.0", "--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task Contracts_IsAPackableLibraryOfMessagesAndStubs()
    {
        using var project = TestProject.Small("<PropertyGroup><GrpcRole>Contracts</GrpcRole></PropertyGroup>");

        var result = (await project.RunAsync("pack", "-o", project.At("../out"))).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.True(project.Exists("../out/Shop.1.0.0.nupkg"));
        Assert.False(project.Exists("bin/Release/net10.0/Shop.runtimeconfig.json"));
        Assert.Equal(["generated/.gitattributes", "generated/.grpc-manifest", "generated/csharp/Proto/Shop/V1/Shop.cs", "generated/csharp/Proto/Shop/V1/ShopGrpc.cs", "generated/docs/api.md"], project.Tree("generated").Keys);
    }

    [Fact]
    public async Task Publish_CarriesTheServiceAndNoContract()
    {
        using var project = TestProject.Small();

        (await project.RunAsync("publish", "-o", project.At("../out"))).Succeeded();

        Assert.True(project.Exists("../out/Shop.dll"));
        Assert.Empty(Directory.EnumerateFiles(project.At("../out"), "*.proto", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task DesignTimeBuild_StartsNothingAndSeesTheTypesOfTheLastBuild()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        project.Write("proto/shop/v1/shop.proto", "syntax error");

        var result = (await project.BuildAsync("--no-restore", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true")).Succeeded();

        Assert.Empty(result.Commands);
        Assert.Empty(result.Diagnostics);
        Assert.Contains("ReadGrpcManifest", result.Tasks);
    }
}
