namespace Grpc.Service.Sdk.Targets;

/// <summary>What is made again after an edit, and what is left: each tool's calls are recorded, and the times of all outputs.</summary>
[Collection(SdkFolder.Collection)]
public sealed class IncrementalTests(SdkFolder sdk) : IDisposable
{
    private readonly RecordingTools _tools = Project(sdk);

    public void Dispose() => _tools.Dispose();

    [SkippableFact]
    public void Edit_OfAFileThatNobodyImports_GeneratesItAlone()
    {
        Generate();

        _tools.Creator.File("proto/other/v1/other.proto", Other.Replace("string id = 1;", "string id = 1;\n  string more = 2;", StringComparison.Ordinal));

        Assert.Equal(["other/v1/other.proto"], Generate());
        Assert.Equal(["Other/V1/Other.cs"], _tools.Written);
    }

    [SkippableFact]
    public void Edit_OfAnImportedFile_GeneratesItsImportersToo()
    {
        Generate();

        _tools.Creator.File("proto/base/v1/base.proto", Base.Replace("string id = 1;", "string id = 1;\n  string more = 2;", StringComparison.Ordinal));

        Assert.Equal(["base/v1/base.proto", "user/v1/far.proto", "user/v1/user.proto"], Generate());
        Assert.Equal(["Base/V1/Base.cs"], _tools.Written);
    }

    [SkippableFact]
    public void Edit_OfACommentInAnImportedFile_GeneratesThatFileAlone()
    {
        Generate();

        _tools.Creator.File("proto/base/v1/base.proto", Base.Replace("message Base", "// Everything stands on it.\nmessage Base", StringComparison.Ordinal));

        Assert.Equal(["base/v1/base.proto"], Generate());
        Assert.Equal(["Base/V1/Base.cs"], _tools.Written);
    }

    [SkippableFact]
    public void OutputThatIsGone_IsMadeAgainAndNothingElse()
    {
        Generate();
        File.Delete(_tools.Output("User/V1/User.cs"));

        Assert.Equal(["user/v1/user.proto"], Generate());
        Assert.True(File.Exists(_tools.Output("User/V1/User.cs")));
    }

    [SkippableFact]
    public void FileThatIsGone_TakesItsOutputWithIt_AndGeneratesNothing()
    {
        Generate();
        File.Delete(Path.Combine(_tools.Creator.Folder, "proto", "other", "v1", "other.proto"));

        Assert.Empty(Generate());
        Assert.False(File.Exists(_tools.Output("Other/V1/Other.cs")));
        Assert.True(File.Exists(_tools.Output("User/V1/User.cs")));
    }

    [SkippableFact]
    public void StateThatCannotBeRead_MakesEverythingAgain()
    {
        Generate();
        foreach (var state in new[] { "protos.json", "state.json" })
        {
            _tools.Creator.File("obj/grpc/" + state, "{ \"half\": ");
        }

        Assert.Equal(4, Generate().Count);
    }

    /// <summary>Files that did not change are held against the one that did, where its names can reach theirs.</summary>
    [SkippableTheory]
    [InlineData("User.V1", "User", "GRPC4008")]
    [InlineData("Base.V1.Base", "Other", "GRPC4021")]
    public void Edit_ThatTakesANameOfAFileLeftAlone_IsTold(string space, string message, string code)
    {
        _tools.Creator.Property("GrpcDocs", "false");
        Generate();

        var colliding = Other.Replace("message Other", $"option csharp_namespace = \"{space}\";\n\nmessage {message}", StringComparison.Ordinal);
        _tools.Creator.File("proto/other/v1/other.proto", colliding);
        for (var build = 0; build < 2; build++)
        {
            Assert.False(_tools.Generate());
            Assert.StartsWith(code, Assert.Single(_tools.Log.Errors), StringComparison.Ordinal);
        }

        _tools.Creator.File("proto/other/v1/other.proto", Other);
        Generate();
        Assert.DoesNotContain(_tools.Log.Warnings, warning => warning.StartsWith("GRPC", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Lint_AfterAnEdit_LooksAtThePackageAloneAndForgetsNothing()
    {
        _tools.Creator.File("proto/other/v1/other.proto", Other.Replace("message Other", "message bad_other", StringComparison.Ordinal))
            .File("proto/user/v1/user.proto", User.Replace("message User", "message bad_user", StringComparison.Ordinal));
        Generate();
        Assert.Equal(["bad_other", "bad_user"], Misnamed());

        _tools.Creator.File("proto/user/v1/user.proto", User.Replace("message User", "// Still.\nmessage bad_user", StringComparison.Ordinal));
        Generate();

        Assert.Equal(["--path", "user/v1/far.proto", "--path", "user/v1/user.proto"], _tools.Calls("buf lint").Single().Split(' ').SkipWhile(word => word != "--path"));
        Assert.Equal(["bad_other", "bad_user"], Misnamed());

        _tools.Creator.File("proto/other/v1/other.proto", Other);
        Generate();
        Assert.Equal(["bad_user"], Misnamed());
    }

    [SkippableFact]
    public void Lint_AfterAnImportCameOrWent_LooksAtEverything()
    {
        Generate();

        _tools.Creator.File("proto/base/v1/base.proto", Base.Replace("message", "import \"user/v1/unused.proto\";\n\nmessage", StringComparison.Ordinal))
            .File("proto/user/v1/unused.proto", "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage Unused {}\n");
        Generate();

        Assert.DoesNotContain("--path", _tools.Calls("buf lint").Single(), StringComparison.Ordinal);
        Assert.Contains(_tools.Log.Warnings, warning => warning.StartsWith("PACKAGE_NO_IMPORT_CYCLE", StringComparison.Ordinal));
    }

    private static RecordingTools Project(SdkFolder sdk)
    {
        var tools = new RecordingTools(sdk);
        tools.Creator.Property("GrpcRole", "Contracts")
            .File("proto/base/v1/base.proto", Base)
            .File("proto/user/v1/user.proto", User)
            .File("proto/user/v1/far.proto", Far)
            .File("proto/other/v1/other.proto", Other);
        return tools;
    }

    /// <returns>The import paths that protoc was given.</returns>
    private IReadOnlyList<string> Generate()
    {
        Assert.True(_tools.Generate(), string.Join('\n', _tools.Log.Errors));
        return [.. _tools.Arguments().Where(argument => argument.EndsWith(".proto", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Misnamed() => _tools.Log.Warnings
        .Where(warning => warning.StartsWith("MESSAGE_PASCAL_CASE", StringComparison.Ordinal))
        .Select(warning => warning.Split('"')[1])
        .Order(StringComparer.Ordinal);

    private const string Base = "syntax = \"proto3\";\n\npackage base.v1;\n\nmessage Base {\n  string id = 1;\n}\n";
    private const string User = "syntax = \"proto3\";\n\npackage user.v1;\n\nimport \"base/v1/base.proto\";\n\nmessage User {\n  base.v1.Base base = 1;\n}\n";
    private const string Far = "syntax = \"proto3\";\n\npackage user.v1;\n\nimport \"user/v1/user.proto\";\n\nmessage Far {\n  string id = 1;\n}\n";
    private const string Other = "syntax = \"proto3\";\n\npackage other.v1;\n\nmessage Other {\n  string id = 1;\n}\n";
}
