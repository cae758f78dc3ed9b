namespace Grpc.Service.Sdk.Targets;

/// <summary>Templates of packages that nothing changed for are not rendered again, and what is published is the same as if they were.</summary>
[Collection(SdkFolder.Collection)]
public sealed class RenderMemoryTests(SdkFolder sdk)
{
    /// <summary>Edits, one after the other: what each replaces in which proto, so that something in another package changes or does not.</summary>
    private static readonly (string File, string Old, string New)[] s_edits =
    [
        ("shop/v1/shop.proto", "// Sells things.", "// Sells all kinds of things."),
        ("base/v1/base.proto", "string name = 1;", "string name = 1;\n  string size = 2;"),
        ("base/v1/base.proto", "pattern: \"makers/{maker}\"", "pattern: \"countries/{country}/makers/{maker}\""),
        ("base/v1/base.proto", "message Maker", "// Whoever makes things.\nmessage Maker"),
        ("far/v1/far.proto", "rpc GetFar", "rpc FetchFar"),
        ("far/v1/more.proto", "", "syntax = \"proto3\";\n\npackage far.v1;\n\nmessage More {\n  string id = 1;\n}\n"),
        ("new/v1/new.proto", "", "syntax = \"proto3\";\n\npackage new.v1;\n\nmessage New {\n  string id = 1;\n}\n"),
        ("shop/v1/shop.proto", "import \"base/v1/base.proto\";\n", "import \"base/v1/base.proto\";\nimport \"new/v1/new.proto\";\n"),
        ("shop/v1/shop.proto", "string maker = 2", "new.v1.New new = 3;\n  string maker = 2"),
    ];

    [Fact]
    public void AfterEachEdit_TheOutputIsThatOfAFreshBuild()
    {
        using var creator = Project();
        Generate(creator);
        foreach (var (file, old, text) in s_edits)
        {
            creator.File("proto/" + file, old.Length == 0 ? text : File.ReadAllText(creator.At("proto/" + file)).Replace(old, text, StringComparison.Ordinal));
            Generate(creator);
            var incremental = Tree(creator);

            Directory.Delete(creator.At("generated"), recursive: true);
            Directory.Delete(creator.At("obj/grpc"), recursive: true);
            Generate(creator);
            Assert.Equal(Tree(creator), incremental);
        }
    }

    [Fact]
    public void Edit_RendersItsOwnPackageAlone_AndOwnTemplatesRenderEverything()
    {
        using var creator = Project();
        var all = Rendered(creator);
        Assert.DoesNotContain(" of ", all, StringComparison.Ordinal);

        creator.File("proto/far/v1/far.proto", Far.Replace("message Far", "// Far away.\nmessage Far", StringComparison.Ordinal));
        var some = Rendered(creator);
        Assert.Contains(" of " + all, some, StringComparison.Ordinal);

        // What was rendered and is gone is rendered again: one page, where the edit took a page, the defaults and the client.
        File.Delete(creator.At("generated/docs/api/shop.v1.md"));
        Assert.Equal(Number(some) - 2, Number(Rendered(creator)));
        Assert.True(File.Exists(creator.At("generated/docs/api/shop.v1.md")));

        creator.File("own/docs/package.md.scriban", "# {{ contract.packages.size }} packages\n").Property("GrpcTemplatesPath", "own");
        Assert.Equal(all, Rendered(creator));
        creator.File("proto/far/v1/far.proto", Far);
        Assert.Equal(all, Rendered(creator));
        Assert.Equal("# 3 packages\n", File.ReadAllText(creator.At("generated/docs/api/shop.v1.md")));
    }

    private static int Number(string rendered) => int.Parse(rendered.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static void Generate(ProjectCreator creator)
    {
        var (succeeded, log, _) = creator.Build("GrpcGenerate");
        Assert.True(succeeded, string.Join('\n', log.Errors));
    }

    /// <returns>How many files the templates wrote, as the build tells it: "3 of 90 files".</returns>
    private static string Rendered(ProjectCreator creator)
    {
        var (succeeded, log, _) = creator.Build("GrpcGenerate");
        Assert.True(succeeded, string.Join('\n', log.Errors));
        return log.Messages.Single(message => message.StartsWith("templates: ", StringComparison.Ordinal))["templates: ".Length..].Split(" (")[0];
    }

    private ProjectCreator Project() => ProjectCreator.Create(sdk)
        .Property("PkgGoogle_Api_CommonProtos", sdk.Package("google.api.commonprotos"))
        .File("proto/base/v1/base.proto", Base).File("proto/shop/v1/shop.proto", Shop).File("proto/far/v1/far.proto", Far);

    private static SortedDictionary<string, string> Tree(ProjectCreator creator) => new(
        Directory.EnumerateFiles(creator.At("generated"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText), StringComparer.Ordinal);

    private const string Base = """
        syntax = "proto3";

        package base.v1;

        import "google/api/resource.proto";

        message Maker {
          option (google.api.resource) = {
            type: "shop.example.com/Maker"
            pattern: "makers/{maker}"
          };

          string name = 1;
        }

        """;

    private const string Shop = """
        syntax = "proto3";

        package shop.v1;

        import "base/v1/base.proto";
        import "google/api/resource.proto";

        // Sells things.
        service ShopService {
          rpc GetThing(GetThingRequest) returns (Thing);
          rpc GetMaker(GetMakerRequest) returns (base.v1.Maker);
        }

        message Thing {
          string id = 1;
          string maker = 2 [(google.api.resource_reference).type = "shop.example.com/Maker"];
        }

        message GetThingRequest {
          string thing_id = 1;
        }

        message GetMakerRequest {
          string name = 1;
        }

        """;

    private const string Far = """
        syntax = "proto3";

        package far.v1;

        import "google/api/resource.proto";

        service FarService {
          rpc GetFar(GetFarRequest) returns (Far);
        }

        message Far {
          string id = 1;
        }

        message GetFarRequest {
          string far_id = 1;
          string maker = 2 [(google.api.resource_reference).type = "shop.example.com/Maker"];
        }

        """;
}
