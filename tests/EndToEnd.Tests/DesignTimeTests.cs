using System.Text.Json;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Builds as an editor runs them: they ask what would be compiled, and compile nothing.</summary>
[Collection(PackedSdk.Runs)]
public sealed class DesignTimeTests
{
    private const string Proto = "proto/shop/v1/shop.proto";
    private const string Design = "obj/grpc/design/generated";

    private static readonly string s_more = Contracts.Shop.Replace("}\n\nmessage Thing", "  rpc ListThings(GetThingRequest) returns (Thing);\n}\n\nmessage Thing", StringComparison.Ordinal);

    [Fact]
    public async Task DesignTime_SeesTheContractAsItIsAndLeavesTheBuildAlone()
    {
        using var project = TestProject.Small("<PropertyGroup><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>");
        (await project.BuildAsync()).Succeeded();
        var built = project.Tree("generated");
        await CompilesAsync(project, "generated", starts: []);

        // A new method, and a name that lint will not like, which is not the editor's concern.
        project.Write(Proto, s_more);
        await CompilesAsync(project, Design, starts: ["protoc", "protoc"]);
        foreach (var file in new[] { "Proto/Shop/V1/ShopGrpc.cs", "Services/Shop/V1/ShopService/ShopServiceDefaults.cs", "Services/Shop/V1/ShopService/ShopServiceClient.cs" })
        {
            Assert.Contains("ListThings", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(project.At(Design), Path.GetFileName(file), SearchOption.AllDirectories))), StringComparison.Ordinal);
        }

        Assert.Equal(built, project.Tree("generated"));
        await CompilesAsync(project, Design, starts: []);

        // What is being typed does not compile: the last good tree stays, and the failure is not tried again.
        project.Write(Proto, "syntax error");
        await CompilesAsync(project, Design, starts: ["protoc", "buf build"]);
        await CompilesAsync(project, Design, starts: []);

        // A real build is not disturbed, and after it its own output is the right one again, also when the next edit does not compile.
        project.Write(Proto, s_more.Replace("ListThings", "FindThings", StringComparison.Ordinal));
        Assert.Contains((await project.BuildAsync("--no-restore")).Succeeded().Commands, command => command.Contains("buf lint", StringComparison.Ordinal));
        await CompilesAsync(project, "generated", starts: []);
        project.Write(Proto, "another syntax error");
        await CompilesAsync(project, "generated", starts: ["protoc", "buf build"]);

        // Without the tools, and without a restore.
        await CompilesAsync(project, "generated", starts: [], "-p:NuGetPackageFolders=" + project.At("nowhere"));
        Directory.Delete(project.At("obj"), recursive: true);
        var unrestored = await DesignTimeAsync(project);
        Assert.DoesNotContain(unrestored.Diagnostics, found => found.Code.StartsWith("GRPC", StringComparison.Ordinal) || found.Code.StartsWith("MSB4", StringComparison.Ordinal));
        Assert.DoesNotContain("GenerateGrpcService", unrestored.Tasks);
        Assert.False(Directory.Exists(project.At("obj/grpc")));
    }

    /// <param name="folder">Where every generated file comes from.</param>
    private static async Task CompilesAsync(TestProject project, string folder, string[] starts, params string[] arguments)
    {
        var result = (await DesignTimeAsync(project, arguments)).Succeeded();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(starts, result.Commands.Select(command => string.Join(' ', command.Split(' ').Take(2).Select(Path.GetFileName))).Select(command => command.StartsWith("protoc", StringComparison.Ordinal) ? "protoc" : command));
        using var json = JsonDocument.Parse(result.Output);
        var compiled = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!.Trim('"'))
            .Where(argument => argument.EndsWith(".cs", StringComparison.Ordinal) && !argument.StartsWith('/'))
            .Concat(json.RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray().Select(item => item.GetProperty("FullPath").GetString()!))
            .Select(path => Path.GetRelativePath(project.Folder, Path.GetFullPath(path, project.Folder)).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/Debug", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(compiled);
        Assert.All(
            json.RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray().Where(item => item.GetProperty("FullPath").GetString()!.Contains("generated", StringComparison.Ordinal)),
            item => Assert.Equal("false", item.GetProperty("Watch").GetString()));
        Assert.All(compiled, path => Assert.StartsWith(folder + "/csharp/", path, StringComparison.Ordinal));
        Assert.Equal(Directory.EnumerateFiles(project.At(folder), "*.cs", SearchOption.AllDirectories).Count(), compiled.Distinct().Count());
    }

    private static Task<BuildResult> DesignTimeAsync(TestProject project, params string[] arguments) => project.RunAsync(
        "msbuild",
        ["-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:CscCommandLineArgs,Compile", .. arguments]);
}
