using System.Text;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Contracts and settings as people find them on a Monday morning. One project, brought back to what is right after each.</summary>
[Collection(PackedSdk.Runs)]
public sealed class BadContractTests
{
    private const string Proto = "proto/shop/v1/shop.proto";

    [Theory]
    [InlineData("2023")]
    [InlineData("2024")]
    public async Task Build_Edition_CompilesWithAServiceAndItsFeatures(string edition)
    {
        using var project = TestProject.Small();
        project.Write(Proto, Contracts.Shop.Replace("syntax = \"proto3\"", $"edition = \"{edition}\"", StringComparison.Ordinal)
            .Replace("string name = 2;", "string name = 2 [features.field_presence = LEGACY_REQUIRED];\n  repeated int32 sizes = 3 [features.repeated_field_encoding = EXPANDED];", StringComparison.Ordinal));

        (await project.BuildAsync()).Succeeded();

        Assert.Contains("HasName", project.Read("generated/csharp/Proto/Shop/V1/Shop.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_EditionOfTomorrow_PointsAtIt()
    {
        using var scene = await Scene.CreateAsync();
        scene.Project.Write(Proto, Contracts.Shop.Replace("syntax = \"proto3\"", "edition = \"2042\"", StringComparison.Ordinal));

        var result = await scene.FailsAsync();

        Assert.Contains(result.Diagnostics, found => found is { Code: "COMPILE", File: Proto, Line: 1, Column: 11 });
    }

    [Fact]
    public async Task Build_BufYamlWithAnError_QuotesBufAndTheFile()
    {
        using var scene = await Scene.CreateAsync();
        foreach (var (text, said) in new[]
        {
            ("version: v2\nlint:\n  use: [STANDARD\n", "yaml: line 2"),
            ("version: v7\n", "unknown file version: \"v7\""),
            ("version: v2\nlint:\n  use: [NOSUCH]\n", "\"NOSUCH\" is not a known rule"),
        })
        {
            scene.Project.Write("proto/buf.yaml", text);

            var found = (await scene.FailsAsync()).Single("GRPC3001");

            Assert.EndsWith("buf.yaml", found.File, StringComparison.Ordinal);
            Assert.Contains(said, found.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Build_TextThatTheCompilerMisreads_IsToldForWhatItIs()
    {
        using var scene = await Scene.CreateAsync();
        scene.Project.Write("proto/shop/v1/wide.proto", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Contracts.Message("shop.v1", "message Wide {}"))]);
        Assert.Contains("'proto/shop/v1/wide.proto'", (await scene.FailsAsync()).Single("GRPC4051").Text, StringComparison.Ordinal);

        scene.Project.Write("proto/shop/v1/wide.proto", Encoding.Unicode.GetBytes(Contracts.Message("shop.v1", "message Wide {}")));
        Assert.Contains("'proto/shop/v1/wide.proto'", (await scene.FailsAsync()).Single("GRPC4051").Text, StringComparison.Ordinal);

        File.Delete(scene.Project.At("proto/shop/v1/wide.proto"));
        scene.Project.Write(Proto, Contracts.Shop.Replace("  string name = 2;", "<<<<<<< HEAD\n  string name = 2;\n=======\n  string title = 2;\n>>>>>>> theirs", StringComparison.Ordinal));
        var result = await scene.FailsAsync();
        var found = result.Single("GRPC4052");
        Assert.Equal((Proto, 13, 1), (found.File, found.Line, found.Column));
        Assert.DoesNotContain(result.Diagnostics, other => other.Code == "COMPILE");
    }

    [SkippableFact]
    public async Task Build_ProtoThatIsNotThere_IsQuoted()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var scene = await Scene.CreateAsync();
        File.CreateSymbolicLink(scene.Project.At("proto/shop/v1/dangling.proto"), "nowhere.proto");
        Assert.Contains("proto/shop/v1/dangling.proto'", (await scene.FailsAsync()).Single("GRPC1007").Text, StringComparison.Ordinal);

        File.Delete(scene.Project.At("proto/shop/v1/dangling.proto"));
        scene.Project.Write("Shop.csproj", """<Project Sdk="Grpc.Service.Sdk/1.0.0"><ItemGroup><Protobuf Include="proto/shop/v1/gone.proto" /></ItemGroup></Project>""");
        Assert.Contains("proto/shop/v1/gone.proto'", (await scene.FailsAsync()).Single("GRPC1007").Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Build_NamesThatDifferByCaseAlone_AreNamedBoth()
    {
        using var scene = await Scene.CreateAsync();
        scene.Project.Write("proto/shop/v1/Shop.proto", Contracts.Message("shop.v1", "message Other {}"));
        Skip.If(scene.Project.Read(Proto).Contains("Other", StringComparison.Ordinal), "this file system ignores case");

        var found = (await scene.FailsAsync()).Diagnostics.Where(found => found.Code == "GRPC4009").ToArray();

        Assert.NotEmpty(found);
        Assert.All(found, collision => Assert.StartsWith("'shop/v1/Shop.proto' and 'shop/v1/shop.proto' both become ", collision.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_OddButRightInputs_ChangeNothingElse()
    {
        using var scene = await Scene.CreateAsync();
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(scene.Project.At("proto/shop/v1/loop"), "../..");
        }

        scene.Project.Write("proto/shop/v1/folder.proto/readme.txt", "A folder.");
        (await scene.BuildAsync()).Succeeded();
        Assert.Equal(scene.Whole, scene.Project.Tree("generated"));

        scene.Project.Write("proto/shop/v1/empty.proto", "");
        Assert.Equal("proto/shop/v1/empty.proto", (await scene.BuildAsync()).Succeeded().Single("PACKAGE_DEFINED").File);

        var fields = string.Concat(Enumerable.Range(1, 10_000).Select(number => $"  string field_{number} = {number};\n"));
        scene.Project.Write("proto/shop/v1/huge.proto", Contracts.Message("shop.v1", $"message Huge {{\n{fields}}}"));
        (await scene.BuildAsync()).Succeeded();
        Assert.Contains("Field10000", scene.Project.Read("generated/csharp/Proto/Shop/V1/Huge.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_TemplateOverrideThatFails_NamesTemplatePlaceAndElement()
    {
        using var scene = await Scene.CreateAsync();
        scene.Project.Write("templates/csharp/Services/Defaults.cs.scriban", "// one\n{{ service.nonsense }}\n");

        var found = (await scene.FailsAsync("-p:GrpcTemplatesPath=templates")).Single("GRPC4001");

        Assert.EndsWith("Defaults.cs.scriban", found.File, StringComparison.Ordinal);
        Assert.Equal(2, found.Line);
        Assert.Contains("'Services/Defaults.cs.scriban' failed for 'shop.v1.ShopService'", found.Text, StringComparison.Ordinal);
    }

    /// <summary>A project that was built right once.</summary>
    private sealed class Scene(TestProject project, SortedDictionary<string, string> whole) : IDisposable
    {
        public TestProject Project { get; } = project;

        public SortedDictionary<string, string> Whole { get; } = whole;

        public static async Task<Scene> CreateAsync()
        {
            var project = TestProject.Small();
            (await project.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
            return new Scene(project, project.Tree("generated"));
        }

        public Task<BuildResult> BuildAsync(params string[] arguments) => Project.BuildAsync(["-t:GrpcGenerate", "--no-restore", .. arguments]);

        /// <summary>With everything that was generated as it was.</summary>
        public async Task<BuildResult> FailsAsync(params string[] arguments)
        {
            var result = (await BuildAsync(arguments)).Failed();
            Assert.Equal(Whole, Project.Tree("generated"));
            return result;
        }

        public void Dispose() => Project.Dispose();
    }
}
