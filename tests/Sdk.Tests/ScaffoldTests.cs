using System.Text.Json.Nodes;

namespace Grpc.Service.Sdk.Targets;

/// <summary>First handlers are written once, whole or not at all, and only where there is something to handle.</summary>
[Collection(SdkFolder.Collection)]
public sealed class ScaffoldTests(SdkFolder sdk)
{
    private const string Service = "service Shop {\n  rpc GetThing(GetThingRequest) returns (Thing);\n}\n\nmessage GetThingRequest {\n  string thing_id = 1;\n}\n";
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\n" + Service + "\nmessage Thing {\n  string thing_id = 1;\n}\n";

    [Fact]
    public void Scaffold_WritesEachLanguageOnce_AndLeavesWhatIsThere()
    {
        using var creator = Creator("csharp;go");

        Assert.Equal(
            [
                "C#: 'handlers/csharp' written (ServiceHost.cs, ShopHandler.cs). It is yours, and no build will change it.",
                "Go: 'handlers/go' written (go.mod, go.sum, main.go, shop_handler.go). It is yours, and no build will change it.",
            ],
            Answers(creator));
        Assert.False(Directory.Exists(creator.At("generated")));
        Assert.Equal(["csharp", "go"], Directory.EnumerateFileSystemEntries(creator.At("handlers")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

        // Another name, and another text.
        File.Move(creator.At("handlers/go/shop_handler.go"), creator.At("handlers/go/things.go"));
        creator.File("handlers/csharp/ShopHandler.cs", "mine");
        var before = Tree(creator);
        Assert.Equal(
            [
                "C#: your handlers are there (handlers/csharp/ServiceHost.cs, handlers/csharp/ShopHandler.cs), and were left as they are.",
                "Go: your handlers are there (handlers/go/go.mod, handlers/go/go.sum, handlers/go/main.go, handlers/go/things.go), and were left as they are.",
            ],
            Answers(creator));
        Assert.Equal(before, Tree(creator));

        // A language that comes later; a folder without a file in it is nobody's.
        Directory.Delete(creator.At("handlers/go"), recursive: true);
        Directory.CreateDirectory(creator.At("handlers/go/empty"));
        Assert.StartsWith("Go: 'handlers/go' written", Answers(creator)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Scaffold_WhereOwnCodeNamesHandlersElsewhere_LeavesThatLanguage()
    {
        using var creator = Creator("csharp").File("Own/Host.cs", "static partial class ServiceHost { static partial void Configure(ServiceOptions options) { } }");
        creator.Item("Compile", "Own/Host.cs");

        Assert.Equal(["C#: your handlers are there (Own/Host.cs), and were left as they are."], Answers(creator));
        Assert.False(Directory.Exists(creator.At("handlers")));
    }

    [Fact]
    public void Scaffold_ServicesOfOneName_HaveTheirPackagesInTheirs()
    {
        using var creator = Creator("csharp;go").File("proto/other/v1/other.proto", Proto.Replace("shop.v1", "other.v1", StringComparison.Ordinal));

        Assert.Equal(
            [
                "C#: 'handlers/csharp' written (ServiceHost.cs, OtherV1ShopHandler.cs, ShopV1ShopHandler.cs). It is yours, and no build will change it.",
                "Go: 'handlers/go' written (go.mod, go.sum, main.go, other_v1_shop_handler.go, shop_v1_shop_handler.go). It is yours, and no build will change it.",
            ],
            Answers(creator));
    }

    [Theory]
    [InlineData("GrpcRole", "Client", "GRPC1053: GrpcRole is 'Client'")]
    [InlineData("GrpcRole", "Contracts", "GRPC1053: GrpcRole is 'Contracts'")]
    [InlineData("GrpcGeneration", "external", "GRPC1053: GrpcGeneration is 'external'")]
    [InlineData("GrpcProtoRoot", "none", "GRPC1054: 'none' has no service")]
    public void Scaffold_OfWhatHasNoServer_SaysWhy(string property, string value, string expected)
    {
        using var creator = Creator("csharp").Property(property, value);

        AssertFails(creator, expected);
        Assert.False(Directory.Exists(creator.At("handlers")));
    }

    [Fact]
    public void Scaffold_OfMessagesAlone_SaysWhy()
    {
        using var creator = Creator("csharp").File("proto/shop/v1/shop.proto", Proto.Replace(Service, "", StringComparison.Ordinal));

        AssertFails(creator, "GRPC1054: 'proto' has no service of which a server is generated");
    }

    [Fact]
    public void Scaffold_OfAContractThatDoesNotCompile_IsTheCompilersError()
    {
        using var creator = Creator("csharp").File("proto/shop/v1/shop.proto", Proto.Replace("(Thing)", "(Nothing)", StringComparison.Ordinal));

        var (succeeded, log, _) = creator.Build("GrpcScaffold");

        Assert.False(succeeded);
        Assert.Contains(log.Errors, error => error.Contains("Nothing", StringComparison.Ordinal));
        Assert.False(Directory.Exists(creator.At("handlers")));
    }

    [Fact]
    public void Scaffold_ANameThatOneLanguageCannotHold_LeavesTheOthersTheirs()
    {
        using var creator = Creator("csharp;go").File("proto/shop/v1/b.proto", "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Outer {\n  message Inner {}\n}\n\nmessage Outer_Inner {}\n");

        AssertFails(creator, "GRPC4073: 'shop.v1.Outer.Inner' and 'shop.v1.Outer_Inner'");
        Assert.True(File.Exists(creator.At("handlers/csharp/ShopHandler.cs")));
        Assert.False(Directory.Exists(creator.At("handlers/go")));
    }

    [Theory]
    [InlineData("handlers")]
    [InlineData("handlers/csharp")]
    public void Scaffold_AFileInTheWay_IsQuotedAndLeft(string path)
    {
        using var creator = Creator("csharp").File(path, "mine");

        AssertFails(creator, "GRPC1052: 'handlers/csharp' cannot be written: ");
        Assert.Equal("mine", File.ReadAllText(creator.At(path)));
        Assert.Equal(path == "handlers" ? [] : ["csharp"], Directory.Exists(creator.At("handlers")) ? Directory.EnumerateFileSystemEntries(creator.At("handlers")).Select(Path.GetFileName) : []);
    }

    /// <summary>A folder in which nobody may make another, not even the system's own administrator.</summary>
    [SkippableFact]
    public void Scaffold_AFolderThatCannotBeWritten_IsQuoted()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has /proc");
        using var creator = Creator("csharp");
        Directory.CreateSymbolicLink(creator.At("handlers"), "/proc/self/task");

        AssertFails(creator, "GRPC1052: 'handlers/csharp' cannot be written: ");
        File.Delete(creator.At("handlers"));
    }

    [Fact]
    public void Scaffold_ALanguageThatHasNone_IsToldAndTheOthersAreWritten()
    {
        using var creator = Creator("csharp;go");
        var definition = Path.Combine(sdk.Path, "languages", "go", "language.json");
        var text = File.ReadAllText(definition);
        try
        {
            var without = JsonNode.Parse(text)!.AsObject();
            without.Remove("scaffold");
            File.WriteAllText(definition, without.ToJsonString());

            var (succeeded, log, _) = creator.Build("GrpcScaffold");

            Assert.True(succeeded, string.Join('\n', log.Errors));
            Assert.Single(log.Messages, line => line.Contains("There is no scaffold for 'Go'", StringComparison.Ordinal));
            Assert.True(File.Exists(creator.At("handlers/csharp/ShopHandler.cs")));
            Assert.False(Directory.Exists(creator.At("handlers/go")));
        }
        finally
        {
            File.WriteAllText(definition, text);
        }
    }

    private ProjectCreator Creator(string languages) => ProjectCreator.Create(sdk).Property("GrpcLanguages", languages).File("proto/shop/v1/shop.proto", Proto);

    private static string[] Answers(ProjectCreator creator)
    {
        var (succeeded, log, _) = creator.Build("GrpcScaffold");
        Assert.True(succeeded, string.Join('\n', log.Errors));
        Assert.Empty(log.Warnings);
        return [.. log.Messages.Where(line => line.Contains("handlers", StringComparison.Ordinal) && (line.StartsWith("C#: ", StringComparison.Ordinal) || line.StartsWith("Go: ", StringComparison.Ordinal)))];
    }

    private static void AssertFails(ProjectCreator creator, string expected)
    {
        var (succeeded, log, _) = creator.Build("GrpcScaffold");
        Assert.False(succeeded);
        Assert.StartsWith(expected, Assert.Single(log.Errors), StringComparison.Ordinal);
    }

    private static SortedDictionary<string, string> Tree(ProjectCreator creator) => new(
        Directory.EnumerateFiles(creator.At("handlers"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText), StringComparer.Ordinal);
}
