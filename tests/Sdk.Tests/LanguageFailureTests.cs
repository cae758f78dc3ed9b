namespace Grpc.Service.Sdk.Targets;

/// <summary>A language that cannot be written does not keep the others from being, and what is there of it stays.</summary>
[Collection(SdkFolder.Collection)]
public sealed class LanguageFailureTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    private static readonly string s_pack = $"grpc.service.sdk.tools.go.{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}";

    [Fact]
    public void APackWithoutItsTools_FailsTheBuildOnceTheOthersAreWritten()
    {
        using var creator = Creator("csharp;go").File($"packs/{s_pack}/1.0.0/tools/MISSING.txt", "there is no Go on the PATH. Install it.\n");
        creator.Global("NuGetPackageFolders", $"{creator.At("packs")};{WithoutGo(creator)}").File("generated/go/old.txt", "old");
        creator.File("generated/.grpc-manifest", $"{new string('a', 64)}  go/old.txt\n");

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        Assert.StartsWith("GRPC2010: ", Assert.Single(log.Errors), StringComparison.Ordinal);
        Assert.True(File.Exists(creator.At("generated/csharp/Proto/Shop/V1/A.cs")));
        Assert.Equal("old", File.ReadAllText(creator.At("generated/go/old.txt")));
        Assert.Contains($"{new string('a', 64)}  go/old.txt", File.ReadAllText(creator.At("generated/.grpc-manifest")), StringComparison.Ordinal);
    }

    [Fact]
    public void APackWithoutItsTools_OfTheOnlyLanguage_WritesNothing()
    {
        using var creator = Creator("go").File($"packs/{s_pack}/1.0.0/tools/MISSING.txt", "there is no Go on the PATH.\n");
        creator.Global("NuGetPackageFolders", $"{creator.At("packs")};{WithoutGo(creator)}");

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        Assert.StartsWith("GRPC2010: ", Assert.Single(log.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(creator.At("generated")));
    }

    [SkippableFact]
    public void ANameThatOneLanguageCannotHold_LeavesTheOthersTheirs()
    {
        Skip.IfNot(HasGo, "the local pack was made without Go's plugins");
        using var creator = Creator("csharp;go").File("proto/shop/v1/b.proto", Proto.Replace("Thing", "Outer { message Inner {} } message Outer_Inner", StringComparison.Ordinal));

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        Assert.StartsWith("GRPC4073: 'shop.v1.Outer.Inner' and 'shop.v1.Outer_Inner'", Assert.Single(log.Errors), StringComparison.Ordinal);
        Assert.True(File.Exists(creator.At("generated/csharp/Proto/Shop/V1/B.cs")));
        Assert.False(Directory.Exists(creator.At("generated/go")));

        creator.File("proto/shop/v1/b.proto", Proto.Replace("Thing", "Other", StringComparison.Ordinal));
        (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.True(succeeded, string.Join('\n', log.Errors));
        Assert.True(File.Exists(creator.At("generated/go/proto/shop/v1/b.pb.go")));
    }

    [SkippableFact]
    public void Go_OfAnEdit_IsMadeAnewForWhatTheEditReaches()
    {
        Skip.IfNot(HasGo, "the local pack was made without Go's plugins");
        using var creator = Creator("csharp;go").File("proto/shop/v1/b.proto", Proto.Replace("Thing", "Other", StringComparison.Ordinal));
        var (succeeded, log, _) = creator.Build("GrpcGenerate");
        Assert.True(succeeded, string.Join('\n', log.Errors));

        creator.File("proto/shop/v1/b.proto", Proto.Replace("Thing", "Another", StringComparison.Ordinal));
        (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.True(succeeded, string.Join('\n', log.Errors));
        Assert.Contains(log.Messages, text => text.Contains("protoc: 1 of 2 protos for C#, Go", StringComparison.Ordinal));
        Assert.Contains("type Another struct", File.ReadAllText(creator.At("generated/go/proto/shop/v1/b.pb.go")), StringComparison.Ordinal);
        Assert.Contains("type Thing struct", File.ReadAllText(creator.At("generated/go/proto/shop/v1/a.pb.go")), StringComparison.Ordinal);
    }

    private bool HasGo => Directory.EnumerateFiles(Path.Combine(sdk.Path, "packs", s_pack, "1.0.0", "tools"), "protoc-gen-go*").Any();

    private ProjectCreator Creator(string languages) => ProjectCreator.Create(sdk).Property("GrpcLanguages", languages).Property("GrpcRole", "Contracts")
        .Property("GrpcLint", "false").File("proto/shop/v1/a.proto", Proto);

    /// <summary>The package folders with all packs but Go's.</summary>
    private string WithoutGo(ProjectCreator creator)
    {
        var packs = sdk.ToolPackages.Split(';')[0];
        foreach (var pack in Directory.EnumerateDirectories(packs).Where(pack => Path.GetFileName(pack) != s_pack))
        {
            Directory.CreateSymbolicLink(creator.At("packs/" + Path.GetFileName(pack)), pack);
        }

        return string.Join(';', sdk.ToolPackages.Split(';').Skip(1));
    }
}
