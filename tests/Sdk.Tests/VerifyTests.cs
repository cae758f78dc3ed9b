namespace Grpc.Service.Sdk.Targets;

[Collection(SdkFolder.Collection)]
public sealed class VerifyTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    [Fact]
    public void Verify_TellsEachFileThatIsNotAsTheContractsGiveItAndChangesNone()
    {
        using var creator = ProjectCreator.Create(sdk).File("proto/shop/v1/shop.proto", Proto).File("proto/shop/v1/more.proto", Proto.Replace("Thing", "More", StringComparison.Ordinal));
        Assert.All(Verify(creator), text => Assert.EndsWith("is not there. Run 'dotnet build', and commit what it writes.", text, StringComparison.Ordinal));
        Assert.False(Directory.Exists(creator.At("generated")));

        Assert.True(creator.Build("GrpcGenerate").Succeeded);
        Assert.Empty(Verify(creator));

        // A contract that changed, one that went, a file that someone forgot, and one that is nobody's.
        creator.File("proto/shop/v1/shop.proto", Proto.Replace("id = 1;", "id = 1;\n  string name = 2;", StringComparison.Ordinal));
        File.Delete(creator.At("proto/shop/v1/more.proto"));
        File.Delete(creator.At("generated/.gitattributes"));
        creator.File("generated/csharp/Left.cs", "");
        var before = Tree(creator);
        var told = Verify(creator).Select(text => text.Split(". ")[0]).ToArray();

        foreach (var expected in new[]
        {
            "'generated/csharp/Proto/Shop/V1/Shop.cs' has other bytes than the contracts give", "'generated/.grpc-manifest' has other bytes than the contracts give",
            "'generated/csharp/Proto/Shop/V1/More.cs' is a file that the contracts do not give", "'generated/csharp/Left.cs' is a file that the contracts do not give",
            "'generated/.gitattributes' is not there",
        })
        {
            Assert.Contains("GRPC1032: " + expected, told);
        }

        Assert.Equal(before, Tree(creator));
        File.Delete(creator.At("generated/csharp/Left.cs"));
        Assert.True(creator.Build("GrpcGenerate").Succeeded);
        Assert.Empty(Verify(creator));
    }

    private static List<string> Verify(ProjectCreator creator)
    {
        var (succeeded, log, _) = creator.Build("GrpcVerifyGenerated");
        Assert.Equal(succeeded, log.Errors.Count == 0);
        return log.Errors;
    }

    private static SortedDictionary<string, string> Tree(ProjectCreator creator) => new(
        Directory.EnumerateFiles(creator.At("generated"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText), StringComparer.Ordinal);
}
