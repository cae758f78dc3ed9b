using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Projects as people have them.</summary>
[Collection(PackedSdk.Builds)]
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
    public async Task CentralVersions_OfOurImplicitPackages_AreUsedAndRaisedWhereTheyAreTooOld()
    {
        using var project = TestProject.Small();
        project.Write("../Directory.Packages.props", """
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Google.Protobuf" Version="3.31.1" /></ItemGroup>
            </Project>
            """);

        var result = (await project.BuildAsync()).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Single(result.Messages, text => text.StartsWith("'Google.Protobuf' 3.31.1, which this project asks for, is older than ", StringComparison.Ordinal));
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

        // All three in one folder: whoever comes first makes the certificates.
        const string Shared = "-p:GrpcConfigPath=../config";
        Assert.Empty((await project.BuildAsync(solution, "-m", Shared)).Succeeded().Diagnostics);
        Assert.Empty((await project.BuildAsync(solution, "-m", "-graph", "--no-restore", Shared)).Succeeded().Commands);
        new TlsFiles(project, "../config/tls").AreWhole();

        // MSBuild's multithreaded mode runs the tasks of all projects in one process.
        var threads = (await project.BuildAsync(solution, "-m", "-mt", "--no-restore", "-t:Rebuild", Shared)).Succeeded();
        Assert.Empty(threads.Diagnostics);
        Assert.Equal(9, threads.Commands.Count());
    }

    [Theory]
    [InlineData("""<Project Sdk="Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0">""")]
    [InlineData("""<Project Sdk="Microsoft.NET.Sdk.Web"><Sdk Name="Grpc.Service.Sdk" Version="1.0.0" />""")]
    public async Task BesideTheWebSdk_TheWebSdkDecidesAndOursGenerates(string opening)
    {
        using var project = TestProject.Small();
        project.Write("Shop.csproj", opening + """
            <PropertyGroup>
              <TargetFramework>net10.0</TargetFramework>
              <ImplicitUsings>enable</ImplicitUsings>
            </PropertyGroup></Project>
            """);
        project.Write("Program.cs", """
            // Both kinds of types are there: ASP.NET's by the web SDK's own usings, the generated ones.
            WebApplication.CreateBuilder(args);
            return await Shop.Generated.ServiceHost.RunAsync(args);
            """);

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
        await using var service = await RunningService.StartAsync(project);
        var (_, error) = await new BufCurl(project, service).CallAsync("shop.v1.ShopService/GetThing", """{"thing_id": "none"}""");
        Assert.Equal("not_found", (string?)error?["code"]);
    }

    [Fact]
    public async Task BeforeTheWebSdk_IsACodedError()
    {
        using var project = TestProject.Small();
        project.Write("Shop.csproj", """<Project Sdk="Grpc.Service.Sdk/1.0.0;Microsoft.NET.Sdk.Web" />""");

        var found = (await project.BuildAsync()).Failed().Single("GRPC1030");

        Assert.Contains("Sdk='Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0'", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralFrameworks_AreGeneratedOnceAndCompiledEach()
    {
        using var project = TestProject.Small("<PropertyGroup><TargetFrameworks>net10.0;net9.0</TargetFrameworks></PropertyGroup>");

        var both = (await project.BuildAsync("-m")).Succeeded();
        Assert.Empty(both.Diagnostics);
        Assert.Equal(3, both.Commands.Count());
        Assert.Equal(2, both.Tasks.Count(task => task == "GenerateGrpcService"));
        Assert.Single(both.Messages, text => text.StartsWith("certificates:", StringComparison.Ordinal));
        new TlsFiles(project).AreWhole();

        File.AppendAllText(project.At("proto/shop/v1/shop.proto"), "\nmessage More {}\n");
        Assert.Equal(3, (await project.BuildAsync("-f", "net9.0", "--no-restore")).Succeeded().Commands.Count());
        Assert.Empty((await project.BuildAsync("-f", "net10.0", "--no-restore")).Succeeded().Commands);

        // A command given to the outer build sees the project as the inner ones do: with its Program.cs, which decides who writes Main.
        project.Write("Program.cs", "return await Shop.Generated.ServiceHost.RunAsync(args);\n");
        (await project.BuildAsync("--no-restore")).Succeeded();
        (await project.BuildAsync("--no-restore", "-t:GrpcVerifyGenerated")).Succeeded();

        (await project.RunAsync("publish", "-f", "net9.0", "-o", project.At("../out"))).Succeeded();
        Assert.True(project.Exists("../out/Shop.dll"));

        // A reference calls the inner build that fits it, and no outer one.
        project.Write("../App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><ProjectReference Include="../Shop/Shop.csproj" /></ItemGroup>
            </Project>
            """);
        project.Write("../App/Program.cs", "System.Console.WriteLine(new global::Shop.V1.Last());\n");
        File.AppendAllText(project.At("proto/shop/v1/shop.proto"), "\nmessage Last {}\n");
        var referenced = (await project.BuildAsync(project.At("../App/App.csproj"), "-m")).Succeeded();
        Assert.Empty(referenced.Diagnostics);
        Assert.Single(referenced.Tasks, task => task == "GenerateGrpcService");
        Assert.Equal(3, referenced.Commands.Count());
    }

    /// <summary>The build that holds the project's lock asks MSBuild about its warning, and needs a node for the answer; the others wait on all that there are.</summary>
    [SkippableFact]
    public async Task SeveralFrameworks_OfAReferenceWithAFinding_DoNotWaitForEachOtherForEver()
    {
        const string Frameworks = "<PropertyGroup><TargetFrameworks>net8.0;net9.0;net10.0</TargetFrameworks></PropertyGroup>";
        using var project = new TestProject("Shop", Frameworks + "<PropertyGroup><GrpcRole>Contracts</GrpcRole></PropertyGroup>");
        project.Write("proto/shop/v1/shop.proto", Contracts.Message("shop.v1", "message bad_name {}"));
        project.Write("../App/App.csproj", $"""<Project Sdk="Microsoft.NET.Sdk">{Frameworks}<ItemGroup><ProjectReference Include="../Shop/Shop.csproj" /></ItemGroup></Project>""");

        using var build = RunningBuild.Start(project, "build", project.At("../App/App.csproj"), "-m:2", $"-p:GrpcCachePath={project.Cache}");

        Assert.True(await build.WaitAsync() == 0, build.Output);
        Assert.Contains("MESSAGE_PASCAL_CASE", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoBuild_RunsAndWritesNothingOfOurs()
    {
        using var project = TestProject.Small("<PropertyGroup><IsPackable>true</IsPackable></PropertyGroup>");
        (await project.BuildAsync()).Succeeded();
        var built = project.Tree("generated");
        project.Write("proto/shop/v1/shop.proto", "syntax error");
        var state = Directory.GetLastWriteTimeUtc(project.At("obj/grpc"));

        foreach (var verb in new[] { "publish", "pack" })
        {
            var result = (await project.RunAsync(verb, "--no-build", "-c", "Debug", "-o", project.At("../out"))).Succeeded();
            Assert.Empty(result.Diagnostics);
            Assert.DoesNotContain(result.Tasks, task => task.Contains("Grpc", StringComparison.Ordinal));
        }

        Assert.True(project.Exists("../out/Shop.dll"));
        Assert.True(project.Exists("../out/Shop.1.0.0.nupkg"));
        Assert.True(project.Exists("../out/config/service.json"));
        Assert.Equal(built, project.Tree("generated"));
        Assert.Equal(state, Directory.GetLastWriteTimeUtc(project.At("obj/grpc")));
    }

    [Fact]
    public async Task Contracts_IsAPackableLibraryOfMessagesAndStubs()
    {
        using var project = TestProject.Small("<PropertyGroup><GrpcRole>Contracts</GrpcRole></PropertyGroup>");

        var result = (await project.RunAsync("pack", "-o", project.At("../out"))).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.True(project.Exists("../out/Shop.1.0.0.nupkg"));
        Assert.False(project.Exists("bin/Release/net10.0/Shop.runtimeconfig.json"));
        Assert.Equal(["generated/.gitattributes", "generated/.grpc-manifest", "generated/config/image.binpb", "generated/csharp/Proto/Shop/V1/Shop.cs", "generated/csharp/Proto/Shop/V1/ShopGrpc.cs", "generated/docs/api.md"], project.Tree("generated").Keys);
    }

    [Fact]
    public async Task Publish_CarriesTheServiceAndNoContract()
    {
        using var project = TestProject.Small();

        (await project.RunAsync("publish", "-o", project.At("../out"))).Succeeded();

        Assert.True(project.Exists("../out/Shop.dll"));
        Assert.Equal(project.Read("config/service.json"), project.Read("../out/config/service.json"));
        Assert.Empty(((string[])["*.proto", "*.crt", "*.key"]).SelectMany(pattern => Directory.EnumerateFiles(project.At("../out"), pattern, SearchOption.AllDirectories)));
    }
}
