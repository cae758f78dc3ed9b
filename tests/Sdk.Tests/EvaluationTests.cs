using System.Text.RegularExpressions;
using Microsoft.Build.Evaluation;

namespace Grpc.Service.Sdk.Targets;

[Collection(SdkFolder.Collection)]
public sealed partial class EvaluationTests(SdkFolder sdk)
{
    [Fact]
    public void OneLine_IsARunnableService()
    {
        using var creator = ProjectCreator.Create(sdk);
        var project = creator.Evaluate();

        Assert.Equal("Exe", project.GetPropertyValue("OutputType"));
        Assert.Equal("net10.0", project.GetPropertyValue("TargetFramework"));
        Assert.Equal("false", project.GetPropertyValue("IsPackable"));
        Assert.Equal("true", project.GetPropertyValue("ServerGarbageCollection"));
        Assert.Equal(creator.Folder, project.GetPropertyValue("RunWorkingDirectory"));
        Assert.Contains("Microsoft.AspNetCore.App", Includes(project, "FrameworkReference"));
    }

    [Fact]
    public void OwnProperties_WinOverOurDefaults()
    {
        using var creator = ProjectCreator.Create(sdk).Property("OutputType", "Library").Property("TargetFramework", "net9.0").Property("IsPackable", "true")
            .Property("ServerGarbageCollection", "false").Property("GrpcLanguages", "csharp; go");
        var project = creator.Evaluate();

        Assert.Equal("Library", project.GetPropertyValue("OutputType"));
        Assert.Equal("net9.0", project.GetPropertyValue("TargetFramework"));
        Assert.Equal("true", project.GetPropertyValue("IsPackable"));
        Assert.Equal("false", project.GetPropertyValue("ServerGarbageCollection"));
        Assert.Equal("csharp; go", project.GetPropertyValue("GrpcLanguages"));
    }

    [Theory]
    [InlineData("csharp", "Exe", false)]
    [InlineData("csharp; go", "Exe", true)]
    [InlineData("go", "Library", true)]
    public void Languages_DecideTheToolPacksAndWhetherThereIsAProgram(string languages, string output, bool packed)
    {
        using var creator = ProjectCreator.Create(sdk).Property("GrpcLanguages", languages).Global("NETCoreSdkPortableRuntimeIdentifier", "linux-x64");
        var project = creator.Evaluate();

        Assert.Equal(output, project.GetPropertyValue("OutputType"));
        Assert.Equal(packed, Includes(project, "PackageDownload").Contains("Grpc.Service.Sdk.Tools.Go.linux-x64"));
        Assert.Equal(output == "Exe", Includes(project, "PackageReference").Contains("Grpc.AspNetCore.Server"));
    }

    [Fact]
    public void Languages_OfACommandLine_AreAListToo()
    {
        using var creator = ProjectCreator.Create(sdk).Global("GrpcLanguages", "csharp%3Bgo").Global("NETCoreSdkPortableRuntimeIdentifier", "linux-x64");
        var project = creator.Evaluate();

        Assert.Equal("Exe", project.GetPropertyValue("OutputType"));
        Assert.Contains("Grpc.Service.Sdk.Tools.Go.linux-x64", Includes(project, "PackageDownload"));
    }

    [Theory]
    [InlineData("Microsoft.NET.Sdk.Web", "Exe", "Service")]
    [InlineData("Microsoft.NET.Sdk.Worker", "Exe", "Service")]
    [InlineData("Microsoft.NET.Sdk", "Library", "Contracts")]
    public void BesideAnotherSdk_TheKindOfProjectIsTheFirstOnes(string first, string output, string role)
    {
        using var creator = ProjectCreator.Create(sdk, first: first).Property("TargetFramework", "net10.0").Property("ImplicitUsings", "enable").File("proto/a.proto", "");
        var project = creator.Evaluate();

        Assert.Equal(output, project.GetPropertyValue("OutputType"));
        Assert.Equal(first == "Microsoft.NET.Sdk.Web" ? "true" : "", project.GetPropertyValue("ServerGarbageCollection"));
        Assert.Equal(role, project.GetPropertyValue("GrpcRole"));
        Assert.Equal(role == "Service", Includes(project, "FrameworkReference").Contains("Microsoft.AspNetCore.App"));
        Assert.Equal(first == "Microsoft.NET.Sdk.Web", Includes(project, "Using").Contains("Microsoft.AspNetCore.Builder"));
        Assert.Equal(["proto/a.proto"], Includes(project, "Protobuf"));
        Assert.Contains("Grpc.Tools", Includes(project, "PackageDownload"));
        Assert.Contains("GrpcGenerate", project.Targets.Keys);
    }

    [Fact]
    public void Protobuf_TakesTheRootAndLeavesOutWhatIsNobodysContract()
    {
        using var creator = ProjectCreator.Create(sdk).Property("GrpcProtoRoot", ".");
        foreach (var path in new[] { "a/v1/a.proto", "obj/x.proto", "bin/x.proto", "generated/x.proto", "a/node_modules/x.proto" })
        {
            creator.File(path, "");
        }

        Assert.Equal(["a/v1/a.proto"], Includes(creator.Evaluate(), "Protobuf").Select(path => path.Replace('\\', '/')));
    }

    [Fact]
    public void Protobuf_WithoutDefaultItems_TakesWhatTheProjectNames()
    {
        using var creator = ProjectCreator.Create(sdk).Property("EnableDefaultProtobufItems", "false").File("proto/a.proto", "").Item("Protobuf", "proto/b.proto");

        Assert.Equal(["proto/b.proto"], Includes(creator.Evaluate(), "Protobuf"));
    }

    [Fact]
    public void GeneratedAndForeignHandlers_AreNotGlobbed()
    {
        using var creator = ProjectCreator.Create(sdk).Property("GrpcOutputPath", "out/here").Property("GrpcLanguages", "csharp; go")
            .File("out/here/csharp/A.cs", "").File("handlers/go/b.cs", "").File("handlers/csharp/Shop/C.cs", "").File("handlers/D.cs", "").File("Own.cs", "");

        Assert.Equal(["Own.cs", "handlers/D.cs", "handlers/csharp/Shop/C.cs"], Includes(creator.Evaluate(), "Compile").Order(StringComparer.Ordinal));

        creator.Property("EnableDefaultCompileItems", "false");
        Assert.Empty(Includes(creator.Evaluate(), "Compile"));
    }

    [Theory]
    [InlineData("3.99.0", "3.99.0")]
    [InlineData("3.1.0", null)]
    [InlineData("[3.1.0]", "[3.1.0]")]
    [InlineData("3.*", "3.*")]
    public void Packages_OfTheProjectsOwnVersion_WinUnlessTheyAreOlderThanWhatWasTested(string own, string? expected)
    {
        using var plain = ProjectCreator.Create(sdk);
        expected ??= Assert.Single(Packages(plain.Evaluate(), "PackageReference")).GetMetadataValue("Version");

        using var direct = ProjectCreator.Create(sdk).Item("PackageReference", "Google.Protobuf", ("Version", own));
        Assert.Equal(expected, Assert.Single(Packages(direct.Evaluate(), "PackageReference")).GetMetadataValue("Version"));

        using var central = ProjectCreator.Create(sdk).Property("ManagePackageVersionsCentrally", "true").Item("PackageVersion", "Google.Protobuf", ("Version", own));
        var project = central.Evaluate();
        Assert.Equal(expected, Assert.Single(Packages(project, "PackageVersion")).GetMetadataValue("Version"));
        Assert.Equal("", Assert.Single(Packages(project, "PackageReference")).GetMetadataValue("Version"));

        central.Item("PackageReference", "Google.Protobuf", ("VersionOverride", own));
        project = central.Evaluate();
        Assert.Equal(expected, Assert.Single(Packages(project, "PackageReference")).GetMetadataValue("VersionOverride"));

        static IEnumerable<ProjectItem> Packages(Project project, string type) => project.GetItems(type).Where(item => item.EvaluatedInclude == "Google.Protobuf");
    }

    [Theory]
    [InlineData("Shop.fsproj", "F#")]
    [InlineData("Shop.vbproj", "VB")]
    public void ProjectOfAnotherLanguage_IsToldWhereTheContractsBelong(string name, string language)
    {
        using var creator = ProjectCreator.Create(sdk, name).Property("GrpcRole", "Contracts");

        Assert.StartsWith($"GRPC1061: '{name}' is a project of {language}, ", Assert.Single(creator.Build("GrpcGenerate").Log.Errors), StringComparison.Ordinal);

        creator.Property("GrpcLanguages", "go");
        Assert.True(creator.Build("_GrpcCheckProject").Succeeded);
    }

    [Theory]
    [InlineData("linux-x64", true)]
    [InlineData("win-arm64", true)]
    [InlineData("linux-musl-x64", false)]
    public void ToolPack_IsAskedForOnlyWhereThereIsOne(string rid, bool asked)
    {
        using var creator = ProjectCreator.Create(sdk).Global("NETCoreSdkPortableRuntimeIdentifier", rid);
        var downloads = Includes(creator.Evaluate(), "PackageDownload");

        Assert.Contains("Grpc.Tools", downloads);
        Assert.Equal(asked, downloads.Contains("Grpc.Service.Sdk.Tools." + rid));
    }

    [Fact]
    public void Verify_StandsAlsoWhereASolutionsOtherProjectsHaveAnEmptyOne()
    {
        using var creator = ProjectCreator.Create(sdk).File("Directory.Build.targets", "<Project><Target Name=\"GrpcVerifyGenerated\" /></Project>");

        Assert.EndsWith("Commands.targets", creator.Evaluate().Targets["GrpcVerifyGenerated"].Location.File, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPublicProperty_HasARowInTheReadme()
    {
        var defaults = File.ReadAllText(Path.Combine(sdk.Path, "targets", "Defaults.props"));
        var readme = File.ReadAllText(Path.Combine(SdkFolder.RepositoryRoot, "README.md"));
        var names = Default().Matches(defaults).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", readme, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Includes(Project project, string type) => project.GetItems(type).Select(item => item.EvaluatedInclude);

    [GeneratedRegex("<((?:Grpc|EnableDefaultProtobuf)\\w+)[ >]")]
    private static partial Regex Default();
}
