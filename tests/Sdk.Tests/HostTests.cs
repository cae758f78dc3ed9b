namespace Grpc.Service.Sdk.Targets;

/// <summary>Hosts that this one is not: which tools they would get, or what tells that there are none.</summary>
[Collection(SdkFolder.Collection)]
public sealed class HostTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("linux-musl-arm64")]
    [InlineData("freebsd-x64")]
    public void HostWithoutTools_IsNamedWithTheWayOut(string rid)
    {
        var error = Fails(rid);

        Assert.StartsWith($"GRPC2003: There is no 'buf' for this host, '{rid}'.", error, StringComparison.Ordinal);
        Assert.Contains("linux-arm64, linux-x64, osx-arm64, osx-x64, win-arm64, win-x64", error, StringComparison.Ordinal);
        Assert.Contains("Protobuf_ProtocFullPath", error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("linux-arm64")]
    [InlineData("osx-arm64")]
    [InlineData("osx-x64")]
    [InlineData("win-arm64")]
    [InlineData("win-x64")]
    public void HostWhosePackWasNotRestored_IsToldWhichAndHow(string rid)
    {
        Skip.If(Directory.Exists(Path.Combine(sdk.Path, "packs", "grpc.service.sdk.tools." + rid)), "that pack was made here");
        var error = Fails(rid);

        Assert.StartsWith($"GRPC2001: The package 'Grpc.Service.Sdk.Tools.{rid}' 1.0.0, which holds buf, is not in '", error, StringComparison.Ordinal);
        Assert.Contains("'dotnet restore'", error, StringComparison.Ordinal);
        Assert.Contains("map 'Grpc.Service.Sdk*' to it", error, StringComparison.Ordinal);
    }

    /// <summary>Grpc.Tools' package holds the tools of all hosts, so those of another one are found and vouched for, and here the system alone refuses them.</summary>
    [SkippableTheory]
    [InlineData("osx-arm64")]
    [InlineData("win-arm64")]
    public void HostThatRunsAnothersTools_FindsThem(string rid)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "that host might run them");
        using var tools = new RecordingTools(sdk);
        tools.Creator.Global("NETCoreSdkPortableRuntimeIdentifier", rid).Global("Protobuf_ProtocFullPath", "").Property("GrpcLint", "false").File("proto/shop/v1/a.proto", Proto);

        Assert.False(tools.Generate());

        var error = Assert.Single(tools.Log.Errors);
        Assert.StartsWith("GRPC2005: '", error, StringComparison.Ordinal);
        Assert.Contains(rid.StartsWith("osx", StringComparison.Ordinal) ? "macosx_universal" : "windows_x64", error, StringComparison.Ordinal);
    }

    private string Fails(string rid)
    {
        using var creator = ProjectCreator.Create(sdk).Global("NETCoreSdkPortableRuntimeIdentifier", rid).File("proto/shop/v1/a.proto", Proto);

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        return Assert.Single(log.Errors);
    }
}
