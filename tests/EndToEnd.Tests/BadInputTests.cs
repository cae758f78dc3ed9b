using System.Text;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What must fail: under a code, at a place, and with everything that was generated before still as it was.</summary>
[Collection(PackedSdk.Builds)]
public sealed class BadInputTests
{
    private const string Path = "proto/shop/v1/shop.proto";

    [Fact]
    public async Task Build_SyntaxError_PointsAtItOnceAndKeepsTheOutput()
    {
        await FailsAsync(
            [(Path, Contracts.Shop.Replace("string name = 2;", "string name = ;", StringComparison.Ordinal))],
            new Found("error", "COMPILE", "unexpected `;` in definition", Path, 13, 17));
    }

    [Fact]
    public async Task Build_UnknownType_PointsAtIt()
    {
        await FailsAsync(
            [(Path, Contracts.Shop.Replace("string name = 2;", "Nome name = 2;", StringComparison.Ordinal))],
            new Found("error", "COMPILE", "cannot find `Nome` in this scope", Path, 13, 3));
    }

    [Fact]
    public async Task Build_MissingImport_PointsAtIt()
    {
        await FailsAsync(
            [(Path, Contracts.Shop.Replace("// Sells", "import \"shop/v1/nowhere.proto\";\n\n// Sells", StringComparison.Ordinal))],
            new Found("error", "COMPILE", "imported file does not exist", Path, 5, 1));
    }

    [Fact]
    public async Task Build_ImportCycle_PointsAtIt()
    {
        await FailsAsync(
            [
                ("proto/shop/v1/a.proto", "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"shop/v1/b.proto\";\n"),
                ("proto/shop/v1/b.proto", "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"shop/v1/a.proto\";\n"),
            ],
            new Found("error", "COMPILE", "detected cyclic import while importing \"shop/v1/a.proto\"", "proto/shop/v1/b.proto", 5, 1));
    }

    [Fact]
    public async Task Build_SameSymbolInTwoFiles_PointsAtIt()
    {
        await FailsAsync(
            [("proto/shop/v1/twice.proto", Contracts.Message("shop.v1", "message Thing {}"))],
            new Found("error", "COMPILE", "`Thing` declared multiple times", Path, 11, 9));
    }

    [Fact]
    public async Task Build_InvalidUtf8_PointsAtIt()
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        var before = project.Tree("generated");

        byte[] bytes = [.. Encoding.UTF8.GetBytes("syntax = \"proto3\";\n\npackage shop.v1;\n\n// "), 0xff, 0xfe, (byte)'\n'];
        var result = (await project.Write("proto/shop/v1/bytes.proto", bytes).BuildAsync()).Failed();

        var found = result.Single("COMPILE");
        Assert.Equal(("proto/shop/v1/bytes.proto", 5, 4), (found.File, found.Line, found.Column));
        Assert.Contains("UTF-8", found.Text, StringComparison.Ordinal);
        Assert.Equal(before, project.Tree("generated"));
    }

    [Theory]
    [InlineData("../../../escaped")]
    [InlineData("/escaped")]
    [InlineData("Shop..V1")]
    [InlineData("Shop V1")]
    public async Task Build_NamespaceThatLeavesTheOutput_IsRefusedAtTheFile(string value)
    {
        using var project = TestProject.Small();
        project.Write("proto/shop/v1/evil.proto", $"syntax = \"proto3\";\n\npackage shop.v1;\n\noption csharp_namespace = \"{value}\";\n\nmessage Evil {{}}\n");

        var found = (await project.BuildAsync()).Failed().Single("GRPC4007");

        Assert.Equal("proto/shop/v1/evil.proto", found.File);
        Assert.Contains($"'{value}'", found.Text, StringComparison.Ordinal);
        Assert.False(project.Exists("generated/.grpc-manifest"));
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(project.Folder)!, "*scaped*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Build_ToolPackGone_NamesItAndTheMend()
    {
        using var project = TestProject.Small();
        var packages = System.IO.Path.GetFullPath(project.At("../packages"));
        (await project.RunAsync("restore", $"-p:RestorePackagesPath={packages}")).Succeeded();
        Directory.Delete(System.IO.Path.Combine(packages, "grpc.tools"), recursive: true);

        var found = (await project.BuildAsync("--no-restore", $"-p:RestorePackagesPath={packages}")).Failed().Single("GRPC2001");

        Assert.Contains("'Grpc.Tools' 2.85.0", found.Text, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ToolWithAnotherHash_IsNotRun()
    {
        using var project = TestProject.Small();
        var packages = System.IO.Path.GetFullPath(project.At("../packages"));
        (await project.BuildAsync($"-p:RestorePackagesPath={packages}")).Succeeded();
        var before = project.Tree("generated");
        var protoc = Directory.EnumerateFiles(packages, "protoc", SearchOption.AllDirectories).Single(file => file.Contains("linux_x64", StringComparison.Ordinal));
        await File.AppendAllTextAsync(protoc, "x");

        var found = (await project.BuildAsync($"-p:RestorePackagesPath={packages}")).Failed().Single("GRPC2002");

        Assert.Contains(protoc, found.Text, StringComparison.Ordinal);
        Assert.Equal(before, project.Tree("generated"));
    }

    [Fact]
    public async Task Build_ForeignFileInTheWay_IsLeftAlone()
    {
        using var project = TestProject.Small();
        const string Mine = "generated/csharp/Proto/Shop/V1/Shop.cs";
        project.Write(Mine, "// mine\n");

        var found = (await project.BuildAsync()).Failed().Single("GRPC4004");

        Assert.Contains($"'{Mine}'", found.Text, StringComparison.Ordinal);
        Assert.Equal("// mine\n", project.Read(Mine));
        Assert.Equal([Mine], project.Tree("generated").Keys);
    }

    [Fact]
    public async Task Build_UnknownLanguage_ListsTheKnownOnes()
    {
        using var project = TestProject.Small("<PropertyGroup><GrpcLanguages>csharp;cobol</GrpcLanguages></PropertyGroup>");

        var found = (await project.BuildAsync()).Failed().Single("GRPC1002");

        Assert.Contains("'cobol'", found.Text, StringComparison.Ordinal);
        Assert.Contains("csharp", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PropertyWithAWrongValue_TellsTheChoices()
    {
        using var project = TestProject.Small("<PropertyGroup><GrpcLint>yes</GrpcLint></PropertyGroup>");

        var found = (await project.BuildAsync()).Failed().Single("GRPC1006");

        Assert.Equal("'yes' is not a value of GrpcLint. It takes: true, false.", found.Text);
    }

    [Fact]
    public async Task Build_BrokenBufYaml_QuotesBuf()
    {
        using var project = TestProject.Small();
        project.Write("proto/buf.yaml", "version: v2\nlint:\n  use: 3\n");

        var found = (await project.BuildAsync()).Failed().Single("GRPC3001");

        Assert.EndsWith("buf.yaml", found.File, StringComparison.Ordinal);
        Assert.Contains("cannot unmarshal", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ProtoOutsideTheRoot_TellsWhere()
    {
        using var project = TestProject.Small("<ItemGroup><Protobuf Include=\"other/x.proto\" ProtoRoot=\"proto\" /></ItemGroup>");
        project.Write("other/x.proto", Contracts.Message("other.v1", "message X {}"));

        Assert.Contains("other/x.proto'", (await project.BuildAsync()).Failed().Single("GRPC1003").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NamesThatCSharpCannotHoldTogether_AreNamedBoth()
    {
        using var project = TestProject.WithProtos(
            ("shop/v1/a.proto", Contracts.Message("shop.v1", "message Thing {\n  string Name = 1;\n  string name = 2;\n}")),
            ("shop/v1/b_c.proto", Contracts.Message("shop.v1", "message ToString {}")),
            ("shop/v1/bC.proto", Contracts.Message("shop.v1", "message ToString_ {}")));

        var result = (await project.BuildAsync()).Failed();

        var member = result.Single("GRPC4008");
        Assert.Equal(("proto/shop/v1/a.proto", 7), (member.File, member.Line));
        Assert.Contains("'Name'", member.Text, StringComparison.Ordinal);
        Assert.Contains("b_c.proto", result.Single("GRPC4009").Text, StringComparison.Ordinal);
        Assert.Contains("'shop.v1.ToString' cannot be called 'ToString' in C#", result.Single("GRPC4020").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_TemplateOverrideWithAnError_PointsIntoTheTemplate()
    {
        using var project = TestProject.Small("<PropertyGroup><GrpcTemplatesPath>templates</GrpcTemplatesPath></PropertyGroup>");
        project.Write("templates/csharp/Server/EntryPoint.cs.scriban", "// one\n{{ project.nonsense }}\n");

        var found = (await project.BuildAsync()).Failed().Single("GRPC4001");

        Assert.EndsWith("EntryPoint.cs.scriban", found.File, StringComparison.Ordinal);
        Assert.Equal(2, found.Line);
    }

    [Fact]
    public async Task Build_FileWhereTheOutputFolderMustBe_IsToldAndLeftAlone()
    {
        using var project = TestProject.Small();
        project.Write("generated", "mine");

        Assert.Contains("generated", (await project.BuildAsync()).Failed().Single("GRPC1007").Text, StringComparison.Ordinal);
        Assert.Equal("mine", project.Read("generated"));
    }

    [Fact]
    public async Task Build_ToolThatIsNoProgram_IsToldByPath()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var project = TestProject.Small();
        project.Write("protoc", "no program");
        File.SetUnixFileMode(project.At("protoc"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Contains(project.At("protoc"), (await project.BuildAsync("-p:Protobuf_ProtocFullPath=protoc")).Failed().Single("GRPC2005").Text, StringComparison.Ordinal);
    }

    private static async Task FailsAsync((string Path, string Text)[] files, Found expected)
    {
        using var project = TestProject.Small();
        (await project.BuildAsync()).Succeeded();
        var before = project.Tree("generated");
        foreach (var (path, text) in files)
        {
            project.Write(path, text);
        }

        var result = (await project.BuildAsync()).Failed();

        Assert.Single(result.Diagnostics, found => found == expected);
        Assert.Equal(before, project.Tree("generated"));
    }
}
