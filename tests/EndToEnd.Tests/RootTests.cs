using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Several roots, roots outside of the project, and what the user's buf.yaml says of each.</summary>
[Collection(PackedSdk.Builds)]
public sealed class RootTests
{
    private const string TwoRoots = """
        <PropertyGroup><GrpcRole>Contracts</GrpcRole></PropertyGroup>
        <ItemGroup>
          <Protobuf Include="../a/**/*.proto" ProtoRoot="../a" />
          <Protobuf Include="b/**/*.proto" ProtoRoot="b" />
        </ItemGroup>
        """;

    [Fact]
    public async Task RootOutsideOfTheProject_IsWorkedOnInPlace()
    {
        using var project = new TestProject("Shop", "<PropertyGroup><GrpcProtoRoot>../Protos</GrpcProtoRoot></PropertyGroup>");
        project.Write("../Protos/shop/v1/shop.proto", Contracts.Shop.Replace("string name", "string Name", StringComparison.Ordinal));

        var result = (await project.BuildAsync()).Succeeded();

        Assert.Contains("../Protos/shop/v1/shop.proto:6", project.Read("generated/csharp/Services/Shop/V1/ShopServiceDefaults.cs"), StringComparison.Ordinal);
        Assert.EndsWith("/Protos/shop/v1/shop.proto", result.Single("FIELD_LOWER_SNAKE_CASE").File, StringComparison.Ordinal);
        Assert.False(Directory.Exists(project.At("obj/grpc/workspace")));
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task SeveralModulesOfABufYaml_KeepTheirOwnRulesInLintAndGate()
    {
        using var project = new TestProject("Shop", TwoRoots.Replace("../a", "a", StringComparison.Ordinal));
        project.Write("buf.yaml", """
            version: v2
            modules:
              - path: a
                lint:
                  use: [STANDARD]
                  ignore: [a/x/v1/old.proto]
                breaking:
                  use: [WIRE]
              - path: b
                lint:
                  use: [MINIMAL]
              - path: others
            breaking:
              use: [FILE]
            """);
        project.Write("others/third/v1/third.proto", Contracts.Message("third.v1", "message Third { string Id = 1; }"));
        project.Write("a/x/v1/x.proto", Contracts.Message("x.v1", "import \"y/v1/y.proto\";\n\nmessage X { y.v1.Y Bad = 1; }"));
        project.Write("a/x/v1/old.proto", Contracts.Message("x.v1", "message Old { string Bad = 1; }"));
        project.Write("b/y/v1/y.proto", Contracts.Message("y.v1", "message Y { string Bad = 1; }"));
        project.Write("b/y/v1/gone.proto", Contracts.Message("y.v1", "message Gone {}"));

        var result = (await project.BuildAsync()).Succeeded();
        var docs = string.Concat(project.Tree("generated/docs").Values);
        Assert.Contains("a/x/v1/x.proto:", docs, StringComparison.Ordinal);
        Assert.Contains("b/y/v1/y.proto:", docs, StringComparison.Ordinal);
        Assert.Equal("a/x/v1/x.proto", result.Single("FIELD_LOWER_SNAKE_CASE").File);
        Assert.Single(result.Diagnostics);

        await project.CommitAsync("first");
        await project.GitAsync("tag", "v1.0.0");
        await project.CommitAsync("second");
        Assert.Contains((await project.BuildAsync("--no-restore")).Succeeded().Messages, text => text.Contains("nothing to check", StringComparison.Ordinal));
        project.Write("a/x/v1/old.proto", Contracts.Message("x.v1", "message Old { string renamed = 1; }"));
        project.Write("b/y/v1/y.proto", Contracts.Message("y.v1", "message Y { string renamed = 1; }"));
        File.Delete(project.At("b/y/v1/gone.proto"));

        var found = (await project.BuildAsync("--no-restore")).Succeeded().Diagnostics.Where(found => found.Code != "FIELD_LOWER_SNAKE_CASE").ToArray();
        Assert.All(found, one => Assert.Equal("b/y/v1/y.proto", one.File));
        Assert.Equal(["FIELD_SAME_JSON_NAME", "FIELD_SAME_NAME", "FILE_NO_DELETE"], found.Select(one => one.Code).Order());
    }

    [Fact]
    public async Task RootsOfOneRepositoryOutsideAndInside_AreComparedTogether()
    {
        using var project = new TestProject("Shop", TwoRoots);
        project.Write("../a/x/v1/x.proto", Contracts.Message("x.v1", "import \"google/type/money.proto\";\n\nimport \"y/v1/y.proto\";\n\nmessage X { y.v1.Y y = 1; google.type.Money price = 2; }"));
        project.Write("b/y/v1/y.proto", Contracts.Message("y.v1", "message Y { string id = 1; }"));
        await project.GitAsync("init", "-q", "..");
        project.Write("../.gitignore", "bin/\nobj/\ngenerated/\ncache/\n*.binlog\n");
        await project.GitAsync("-C", "..", "add", "-A");
        await project.GitAsync("commit", "-q", "-m", "first");
        await project.GitAsync("tag", "v1.0.0");
        project.Write("../a/x/v1/x.proto", Contracts.Message("x.v1", "import \"y/v1/y.proto\";\n\nmessage X { y.v1.Y y = 1; }"));
        project.Write("b/y/v1/y.proto", Contracts.Message("y.v1", "message Y { int32 id = 1; }"));

        var result = (await project.BuildAsync()).Succeeded();

        Assert.EndsWith("/a/x/v1/x.proto", result.Single("FIELD_NO_DELETE").File, StringComparison.Ordinal);
        Assert.Equal("b/y/v1/y.proto", result.Single("FIELD_SAME_TYPE").File);
        Assert.Equal(2, result.Diagnostics.Count);
    }

    [Fact]
    public async Task TwoRootsWithCopiesOfGoogles_AreWorkedOnInCopiesAndToldAboutByTheFilesThatAreEdited()
    {
        const string Copy = "syntax = \"proto3\";\n\npackage google.type;\n\noption csharp_namespace = \"Google.Type\";\n\nmessage Money {\n  string currency_code = 1;\n  int64 units = 2;\n  int32 nanos = 3;\n}\n";
        using var project = new TestProject("Shop", TwoRoots);
        project.Write("../a/google/type/money.proto", Copy).Write("b/google/type/money.proto", Copy);
        project.Write("../a/x/v1/x.proto", Contracts.Message("x.v1", "import \"google/type/money.proto\";\n\nmessage X { google.type.Money Price = 1; }"));
        project.Write("b/y/v1/y.proto", Contracts.Message("y.v1", "import \"google/type/money.proto\";\n\nmessage Y { google.type.Money price = 1; }"));

        var found = (await project.BuildAsync()).Succeeded().Single("FIELD_LOWER_SNAKE_CASE");

        Assert.EndsWith("/a/x/v1/x.proto", found.File, StringComparison.Ordinal);
        Assert.DoesNotContain("workspace", found.File, StringComparison.Ordinal);
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task RootsThatContradictEachOther_AreToldWithBothNames()
    {
        using var project = new TestProject("Shop", TwoRoots);
        project.Write("../a/x/v1/x.proto", Contracts.Message("x.v1", "message X {}")).Write("b/x/v1/x.proto", Contracts.Message("x.v1", "message X {}"));
        await ToldAsync("GRPC1012", "'x/v1/x.proto'", "/a'", "/Shop/b'");

        File.Delete(project.At("b/x/v1/x.proto"));
        Directory.Delete(project.At("b/x/v1"));
        Directory.Delete(project.At("b/x"));
        Directory.Delete(project.At("b"));
        File.CreateSymbolicLink(project.At("b"), project.At("../a"));
        await ToldAsync("GRPC1011", "/a'", "/b'");

        File.Delete(project.At("b"));
        project.Write("b/c/z.proto", Contracts.Message("z", "message Z {}"));
        project.Write("Shop.csproj", project.Read("Shop.csproj").Replace("</ItemGroup>", "<Protobuf Include=\"b/c/z.proto\" ProtoRoot=\"b/c\" /></ItemGroup>", StringComparison.Ordinal));
        await ToldAsync("GRPC1010", "/b/c/z.proto'", "/Shop/b'", "/Shop/b/c'");

        async Task ToldAsync(string code, params string[] subjects)
        {
            var text = (await project.BuildAsync()).Failed().Single(code).Text;
            Assert.All(subjects, subject => Assert.Contains(subject, text, StringComparison.Ordinal));
        }
    }
}
