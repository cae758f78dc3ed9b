namespace Grpc.Service.Sdk.Targets;

/// <summary>The generation target alone, with tools that record how they are called and then do their work.</summary>
[Collection(SdkFolder.Collection)]
public sealed class GenerateTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    [SkippableFact]
    public void Generate_ManyFiles_StartsEachToolOnceFromAnArgumentFile()
    {
        using var creator = Recording(out var calls);
        creator.File("proto/shop/v1/a.proto", Proto).File("proto/shop/v1/b c.proto", Proto.Replace("Thing", "Other", StringComparison.Ordinal));

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.True(succeeded, string.Join('\n', log.Errors));
        Assert.Equal(
            ["buf build . ", "buf lint . ", "protoc @protoc.args"],
            File.ReadAllLines(calls).Select(line => line.StartsWith("buf", StringComparison.Ordinal) ? line[..(line.IndexOf('.', StringComparison.Ordinal) + 2)] : line).Order(StringComparer.Ordinal));
        var arguments = File.ReadAllLines(Path.Combine(creator.Folder, "obj", "grpc", "protoc.args"));
        Assert.Equal("--descriptor_set_in=image.binpb", arguments[0]);
        Assert.Equal(["shop/v1/a.proto", "shop/v1/b c.proto"], arguments[^2..]);
    }

    [SkippableFact]
    public void Generate_ASecondTime_StartsNothing()
    {
        using var creator = Recording(out var calls);
        creator.File("proto/shop/v1/a.proto", Proto);
        Assert.True(creator.Build("GrpcGenerate").Succeeded);
        File.Delete(calls);

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.True(succeeded);
        Assert.False(File.Exists(calls));
        Assert.Contains(log.Messages, text => text.Contains("nothing to do", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Generate_LintOff_DoesNotStartIt()
    {
        using var creator = Recording(out var calls);
        creator.Property("GrpcLint", "false").File("proto/shop/v1/a.proto", Proto);

        Assert.True(creator.Build("GrpcGenerate").Succeeded);

        Assert.DoesNotContain(File.ReadAllLines(calls), line => line.StartsWith("buf lint", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Generate_StageThatFailsBesideProtoc_LeavesNoProtocBehind()
    {
        using var creator = Recording(out var calls, after: "sleep 1");
        creator.Property("GrpcTemplatesPath", "templates").File("proto/shop/v1/a.proto", Proto)
            .File("templates/csharp/Server/ServiceHost.Defaults.cs.scriban", "{{ nonsense }}");

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        Assert.Contains(log.Errors, error => error.StartsWith("GRPC4001", StringComparison.Ordinal));
        Assert.Contains("protoc ended", File.ReadAllLines(calls));
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

    /// <param name="after">What a tool does when its work is done, before it tells so; it tells nothing by default.</param>
    private ProjectCreator Recording(out string calls, string? after = null)
    {
        Skip.If(OperatingSystem.IsWindows(), "the recording tools are shell scripts");
        var creator = ProjectCreator.Create(sdk);
        calls = Path.Combine(creator.Folder, "calls");
        foreach (var (tool, property) in new[] { ("buf", "GrpcBufFullPath"), ("protoc", "Protobuf_ProtocFullPath") })
        {
            var real = sdk.ToolPackages.Split(';').SelectMany(folder => Real(folder, tool)).First();
            var script = Path.Combine(creator.Folder, "tools", tool);
            var run = after is null ? $"exec '{real}' \"$@\"" : $"'{real}' \"$@\"\ncode=$?\n{after}\necho \"{tool} ended\" >> '{calls}'\nexit $code";
            creator.File("tools/" + tool, $"#!/bin/sh\necho \"{tool} $*\" >> '{calls}'\n{run}\n");
            if (!OperatingSystem.IsWindows())
            {
                // Unpacked by us, the real tool has no execute bit either.
                File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
                File.SetUnixFileMode(real, (UnixFileMode)0b111_101_101);
            }

            creator.Property(property, script);
        }

        return creator;
    }

    private static IEnumerable<string> Real(string folder, string tool)
    {
        var owner = Path.Combine(folder, tool == "protoc" ? "grpc.tools" : "");
        return !Directory.Exists(owner) ? [] : Directory.EnumerateFiles(owner, tool, SearchOption.AllDirectories)
            .Where(path => tool != "protoc" || path.Contains("2.85.0", StringComparison.Ordinal))
            .Where(path => tool != "protoc" || path.Contains(OperatingSystem.IsMacOS() ? "macosx" : "linux_x64", StringComparison.Ordinal));
    }
}
