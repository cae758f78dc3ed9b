namespace Grpc.Service.Sdk.Targets;

/// <summary>The generation target alone, with tools that record how they are called and then do their work.</summary>
[Collection(SdkFolder.Collection)]
public sealed class GenerateTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    [SkippableFact]
    public void Generate_ManyFiles_StartsEachToolOnceFromAnArgumentFile()
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.File("proto/shop/v1/a.proto", Proto).File("proto/shop/v1/b c.proto", Proto.Replace("Thing", "Other", StringComparison.Ordinal));

        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.Equal(3, tools.Calls().Count);
        Assert.Single(tools.Calls("buf build . "));
        Assert.Single(tools.Calls("buf lint . "));
        Assert.Equal(["protoc @protoc-csharp-0.args"], tools.Calls("protoc"));
        Assert.Equal("--descriptor_set_in=image-csharp-0.binpb", tools.Arguments().First());
        Assert.Equal(["shop/v1/a.proto", "shop/v1/b c.proto"], tools.Arguments().TakeLast(2));
    }

    [SkippableFact]
    public void Generate_MuchContract_IsSharedOutToAProcessACore()
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.Property("GrpcRole", "Contracts").Property("GrpcLint", "false");
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            var fields = Enumerable.Range(1, 3000).Select(number => $"  // {new string('x', 80)}\n  string {name}{number} = {number};\n");
            tools.Creator.File($"proto/shop/v1/{name}.proto", $"syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage M{name} {{\n{string.Concat(fields)}}}\n");
        }

        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.Equal(Math.Min(Environment.ProcessorCount, 4), tools.Calls("protoc").Count);
        Assert.Equal(["shop/v1/a.proto", "shop/v1/b.proto", "shop/v1/c.proto", "shop/v1/d.proto"], tools.Arguments().Where(line => line.EndsWith(".proto", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["Shop/V1/A.cs", "Shop/V1/B.cs", "Shop/V1/C.cs", "Shop/V1/D.cs"], tools.Written);
    }

    [SkippableFact]
    public void Generate_ASecondTime_StartsNothing()
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.File("proto/shop/v1/a.proto", Proto);
        Assert.True(tools.Generate());

        Assert.True(tools.Generate());

        Assert.Empty(tools.Calls());
        Assert.Contains(tools.Log.Messages, text => text.Contains("nothing to do", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Generate_LintOff_DoesNotStartIt()
    {
        using var tools = new RecordingTools(sdk);
        tools.Creator.Property("GrpcLint", "false").File("proto/shop/v1/a.proto", Proto);

        Assert.True(tools.Generate());

        Assert.Empty(tools.Calls("buf lint"));
    }

    [SkippableFact]
    public void Generate_StageThatFailsBesideProtoc_LeavesNoProtocBehind()
    {
        using var tools = new RecordingTools(sdk, after: "sleep 1");
        tools.Creator.Property("GrpcTemplatesPath", "templates").File("proto/shop/v1/a.proto", Proto)
            .File("templates/csharp/Server/ServiceHost.Defaults.cs.scriban", "{{ nonsense }}");

        Assert.False(tools.Generate());

        Assert.Contains(tools.Log.Errors, error => error.StartsWith("GRPC4001", StringComparison.Ordinal));
        Assert.Contains("protoc ended", tools.Calls());
    }

    [Theory]
    [InlineData("auto", null, true)]
    [InlineData("auto", "Program.cs", false)]
    [InlineData("true", "Program.cs", true)]
    [InlineData("false", null, false)]
    public void EntryPoint_IsWrittenUnlessTheProjectHasOne(string choice, string? own, bool written)
    {
        using var creator = ProjectCreator.Create(sdk).Property("GrpcEntryPoint", choice);
        if (own is not null)
        {
            creator.File(own, "");
        }

        var (succeeded, log, project) = creator.Build("_GrpcChooseEntryPoint");

        Assert.True(succeeded, string.Join('\n', log.Errors));
        Assert.Equal(written ? "true" : "false", project.GetPropertyValue("_GrpcWriteEntryPoint"));
    }

    [Theory]
    [InlineData("GrpcLint", "yes", "'yes' is not a value of GrpcLint. It takes: true, false.")]
    [InlineData("GrpcEntryPoint", "never", "'never' is not a value of GrpcEntryPoint. It takes: auto, true, false.")]
    [InlineData("GrpcDocs", "on", "'on' is not a value of GrpcDocs. It takes: true, false.")]
    [InlineData("GrpcUnimplemented", "Warning", "'Warning' is not a value of GrpcUnimplemented. It takes: message, warning, error.")]
    [InlineData("GrpcLintSeverity", "fatal", "'fatal' is not a value of GrpcLintSeverity. It takes: warning, error.")]
    public void Property_WithAValueThatItDoesNotTake_IsAnError(string name, string value, string text)
    {
        using var creator = ProjectCreator.Create(sdk).Property(name, value);

        var (succeeded, log, _) = creator.Build("_GrpcCheckProject");

        Assert.False(succeeded);
        Assert.Equal(["GRPC1006: " + text], log.Errors);
    }
}
