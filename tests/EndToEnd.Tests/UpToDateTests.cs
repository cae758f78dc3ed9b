using System.Text.RegularExpressions;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

[Collection(PackedSdk.Builds)]
public sealed partial class UpToDateTests
{
    private const string Proto = "proto/shop/v1/shop.proto";
    private const string Stub = "generated/csharp/Proto/Shop/V1/Shop.cs";

    [Fact]
    public async Task Build_ASecondTime_StartsNoProcessAndWritesNothing()
    {
        using var project = TestProject.Small();
        var first = (await project.BuildAsync()).Succeeded();
        Assert.Equal(3, first.Commands.Count());
        Assert.Equal(["Google.Protobuf", "Scriban.Signed"], first.Loaded("Google.Protobuf", "Scriban.Signed"));
        var written = Times(project);
        Assert.Equal(["certificates", "generated", "image", "lint", "model", "protoc", "templates"], Stages(first));

        var second = (await project.BuildAsync("--no-restore")).Succeeded();

        Assert.Empty(second.Commands);
        Assert.Equal(["Grpc.Service.Sdk.Tasks"], second.Loaded("Grpc.Service.Sdk.Tasks", "Google.Protobuf", "Scriban.Signed"));
        Assert.DoesNotContain("Csc", second.Tasks);
        Assert.Equal(written, Times(project));
        Assert.Empty(Stages(second));
    }

    [Fact]
    public async Task Build_AfterTouchAndEdit_GeneratesOnlyForTheEdit()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();

        File.SetLastWriteTimeUtc(project.At(Proto), DateTime.UtcNow.AddDays(1));
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);

        project.Write(Proto, Contracts.Shop.Replace("string name = 2;", "string name = 2;\n  string colour = 3;", StringComparison.Ordinal));
        Assert.NotEmpty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
        Assert.Contains("Colour", project.Read(Stub), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_AfterRenameAndDelete_RemovesStaleOutput()
    {
        using var project = TestProject.Small();
        project.Write("proto/shop/v1/extra.proto", Contracts.Message("shop.v1", "message Extra {}"));
        project.Write("proto/other/v1/other.proto", Contracts.Message("other.v1", "message Other {}"));
        (await project.BuildAsync()).Succeeded();
        Assert.True(project.Exists("generated/csharp/Proto/Other/V1/Other.cs"));

        File.Move(project.At("proto/shop/v1/extra.proto"), project.At("proto/shop/v1/more.proto"));
        Directory.Delete(project.At("proto/other"), recursive: true);
        (await project.BuildAsync("--no-restore")).Succeeded();

        Assert.False(project.Exists("generated/csharp/Proto/Shop/V1/Extra.cs"));
        Assert.True(project.Exists("generated/csharp/Proto/Shop/V1/More.cs"));
        Assert.False(Directory.Exists(project.At("generated/csharp/Proto/Other")));
    }

    [Fact]
    public async Task Build_AfterAPropertyTemplateOrToolChanged_GeneratesAnew()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();

        (await project.BuildAsync("--no-restore", "-p:GrpcLint=false")).Succeeded();
        Assert.Equal(2, (await project.BuildAsync("--no-restore", "-p:GrpcLint=false", "-p:GrpcEntryPoint=true")).Commands.Count() + 2);

        project.Write("templates/csharp/Server/EntryPoint.cs.scriban", OwnEntryPoint);
        var templated = (await project.BuildAsync("--no-restore", "-p:GrpcTemplatesPath=templates")).Succeeded();
        Assert.NotEmpty(templated.Commands);
        Assert.Contains("own template", project.Read("generated/csharp/Server/EntryPoint.cs"), StringComparison.Ordinal);

        project.Write("templates/csharp/Server/EntryPoint.cs.scriban", OwnEntryPoint.Replace("own", "changed", StringComparison.Ordinal));
        (await project.BuildAsync("--no-restore", "-p:GrpcTemplatesPath=templates")).Succeeded();
        Assert.Contains("changed template", project.Read("generated/csharp/Server/EntryPoint.cs"), StringComparison.Ordinal);

        var protoc = Directory.EnumerateFiles(Path.Combine(Repository.NuGetFolder, "grpc.tools"), "protoc", SearchOption.AllDirectories)
            .Single(file => file.Contains("linux_x64", StringComparison.Ordinal));
        File.Copy(protoc, project.At("protoc"));
        var result = (await project.BuildAsync("--no-restore", "-p:Protobuf_ProtocFullPath=protoc")).Succeeded();
        Assert.NotEmpty(result.Commands);
        Assert.Contains(result.Messages, text => text.Contains("its version and hash are not checked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_WithAFinding_TellsItAgainWhenNothingChanged()
    {
        using var project = TestProject.Small();
        project.Write("proto/shop/v1/bad.proto", Contracts.Message("shop.v1", "message bad_name {}"));

        var first = (await project.BuildAsync()).Succeeded().Single("MESSAGE_PASCAL_CASE");
        var second = (await project.BuildAsync("--no-restore")).Succeeded();

        Assert.Equal(("warning", "proto/shop/v1/bad.proto", 5, 9), (first.Severity, first.File, first.Line, first.Column));
        Assert.Equal(first, second.Single("MESSAGE_PASCAL_CASE"));
        Assert.Empty(second.Commands);
        Assert.Equal("error", (await project.BuildAsync("--no-restore", "-warnaserror")).Failed().Single("MESSAGE_PASCAL_CASE").Severity);

        (await project.RunAsync("clean")).Succeeded();
        Assert.Equal("error", (await project.BuildAsync("--no-restore", "-warnaserror", "-m", "-graph", "-isolate")).Failed().Single("MESSAGE_PASCAL_CASE").Severity);
        Assert.False(project.Exists("generated/.grpc-manifest"));
    }

    [Fact]
    public async Task Build_LintSeverityError_FailsAndIsNeverUpToDate()
    {
        using var project = TestProject.Small("<PropertyGroup><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>");
        project.Write("proto/shop/v1/bad.proto", Contracts.Message("shop.v1", "message bad_name {}"));

        Assert.Equal("error", (await project.BuildAsync()).Failed().Single("MESSAGE_PASCAL_CASE").Severity);
        Assert.Equal("error", (await project.BuildAsync("--no-restore")).Failed().Single("MESSAGE_PASCAL_CASE").Severity);
        Assert.False(project.Exists("generated/.grpc-manifest"));
    }

    [Fact]
    public async Task Clean_AndRebuild_TouchOnlyWhatIsOurs()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        var built = project.Tree();
        project.Write("generated/mine.txt", "mine");
        var before = project.Tree();

        (await project.RunAsync("clean", "-p:GrpcCleanGenerated=false")).Succeeded();
        Assert.Equal(before, project.Tree());

        (await project.RunAsync("clean")).Succeeded();
        var cleaned = project.Tree();
        Assert.Equal("mine", cleaned["generated/mine.txt"]);
        Assert.Equal(["generated/mine.txt"], cleaned.Keys.Where(path => path.StartsWith("generated/", StringComparison.Ordinal)));
        Assert.Equal(before.Keys.Where(path => !path.StartsWith("generated/", StringComparison.Ordinal)), cleaned.Keys.Where(path => !path.StartsWith("generated/", StringComparison.Ordinal)));
        Assert.Equal(["lock"], Directory.EnumerateFileSystemEntries(project.At("obj/grpc")).Select(Path.GetFileName));

        (await project.BuildAsync()).Succeeded();
        (await project.BuildAsync("-t:Rebuild")).Succeeded();
        File.Delete(project.At("generated/mine.txt"));
        Assert.Equal(built, project.Tree());
    }

    [Fact]
    public async Task Build_OutputEditedOrDeleted_IsToldKeptAndMadeWhole()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        var whole = project.Read(Stub);
        project.Write(Stub, whole + "// edited\n");

        var found = (await project.BuildAsync("--no-restore")).Succeeded().Single("GRPC4005");

        Assert.Contains(Stub, found.Text, StringComparison.Ordinal);
        Assert.Equal(whole, project.Read(Stub));
        Assert.EndsWith("// edited\n", project.Read("obj/grpc/edited/csharp/Proto/Shop/V1/Shop.cs"), StringComparison.Ordinal);

        // Where a CI builds it stops before anything is written, and says so again.
        project.Write(Stub, whole + "// edited\n");
        project.Write(Proto, Contracts.Shop.Replace("string name = 2;", "string name = 2;\n  string colour = 3;", StringComparison.Ordinal));
        var before = project.Tree("generated");
        project.Environment["CI"] = "true";
        Assert.Contains(Stub, (await project.BuildAsync("--no-restore")).Failed().Single("GRPC1031").Text, StringComparison.Ordinal);
        (await project.BuildAsync("--no-restore")).Failed().Single("GRPC1031");
        Assert.Equal(before, project.Tree("generated"));
        project.Environment.Remove("CI");
        Assert.Equal("error", (await project.BuildAsync("--no-restore", "-warnaserror")).Failed().Single("GRPC4005").Severity);
        Assert.Equal(before, project.Tree("generated"));
        project.Write(Proto, Contracts.Shop);

        File.Delete(project.At(Stub));
        (await project.BuildAsync("--no-restore")).Succeeded();
        Assert.Equal(whole, project.Read(Stub));
    }

    [Fact]
    public async Task Build_WithOverrides_PlansByThemAndRefusesWhatIsNotThere()
    {
        using var project = TestProject.Small("<ItemGroup><GrpcMethod Include=\"shop.v1.ShopService/GetThing\" Default=\"$(Verb)\" /></ItemGroup>");

        Assert.Contains(Plan(await project.BuildAsync("-p:Verb=Get")), text => text.Contains("GetThing: R1", StringComparison.Ordinal));
        Assert.Contains(Plan(await project.BuildAsync("-p:Verb=None", "--no-restore")), text => text.Contains("GetThing: R10", StringComparison.Ordinal));
        Assert.Contains("'shop.v1.ShopService/GetThing'", (await project.BuildAsync("-p:Verb=Fetch", "--no-restore")).Failed().Single("GRPC3004").Text, StringComparison.Ordinal);

        static IReadOnlyList<string> Plan(BuildResult result) => result.Succeeded().Messages;
    }

    private const string OwnEntryPoint =
        "// own template\nreturn await global::{{ project.root_package }}.ServiceHost.RunAsync(args);\n";

    /// <summary>Of the lines that tell what a stage did and how long it took.</summary>
    private static IEnumerable<string> Stages(BuildResult result) =>
        result.Messages.Select(text => Stage().Match(text)).Where(match => match.Success).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^(\w+): .+ \((?:\d+ ms|\d+\.\d s)\)$")]
    private static partial Regex Stage();

    private static SortedDictionary<string, DateTime> Times(TestProject project) => new(
        Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, File.GetLastWriteTimeUtc),
        StringComparer.Ordinal);
}
