namespace Grpc.Service.Sdk.Targets;

/// <summary>Who gets config/, and what no item holds.</summary>
[Collection(SdkFolder.Collection)]
public sealed class ConfigTests(SdkFolder sdk)
{
    private const string Proto = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string id = 1;\n}\n";

    private static readonly string[] s_tls = [".gitignore", "ca.crt", "ca.key", "client.crt", "client.key", "server.crt", "server.key"];

    [SkippableFact]
    public void Generate_Service_HasConfigAndCertificatesAndLeavesThemBe()
    {
        using var tools = Tools();
        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.Equal(s_tls, Names(tools, "config/tls"));
        Assert.Equal(["service.json", "tls"], Names(tools, "config"));
        Assert.Contains("\"$schema\": \"../generated/config/service.schema.json\"", Read(tools, "config/service.json"), StringComparison.Ordinal);
        Assert.True(File.Exists(tools.Creator.At("generated/config/service.schema.json")));
        Assert.DoesNotContain("service.json", Read(tools, "generated/.grpc-manifest"), StringComparison.Ordinal);

        File.WriteAllText(tools.Creator.At("config/service.json"), "no JSON at all");
        var authority = Read(tools, "config/tls/ca.crt");
        Assert.True(tools.Generate());
        Assert.Equal(("no JSON at all", authority), (Read(tools, "config/service.json"), Read(tools, "config/tls/ca.crt")));
    }

    [SkippableFact]
    public void Generate_TlsOff_WritesAServiceWithoutTlsAndAuthentication()
    {
        using var tools = Tools();
        tools.Creator.Property("GrpcTls", "off").Property("GrpcConfigPath", "etc/my shop").Property("GrpcOutputPath", "out/here");

        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.Equal(["service.json"], Names(tools, "etc/my shop"));
        var text = Read(tools, "etc/my shop/service.json");
        Assert.Contains("\"$schema\": \"../../out/here/config/service.schema.json\"", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split('\n').Count(line => line.Trim() is "\"mode\": \"off\"," or "\"mode\": \"none\","));
    }

    [SkippableTheory]
    [InlineData("GrpcRole", "Client")]
    [InlineData("GrpcRole", "Contracts")]
    [InlineData("GrpcGeneration", "external")]
    [InlineData("GrpcProtoRoot", "none")]
    [InlineData("DesignTimeBuild", "true")]
    [InlineData("NoBuild", "true")]
    public void Generate_WhatIsNoServiceOrNoBuild_WritesNeither(string property, string value)
    {
        using var tools = Tools();
        tools.Creator.Property(property, value);

        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.False(Directory.Exists(tools.Creator.At("config")));
        Assert.False(File.Exists(tools.Creator.At("generated/config/service.schema.json")));
    }

    [SkippableFact]
    public void Generate_OwnTemplate_Wins()
    {
        using var tools = Tools();
        tools.Creator.Property("GrpcTemplatesPath", "templates").File("templates/config/service.json.scriban", "{ \"$schema\": \"{{ schema }}\", \"service\": { \"name\": \"{{ name }}-own\" } }\n");

        Assert.True(tools.Generate(), string.Join('\n', tools.Log.Errors));

        Assert.Equal("{ \"$schema\": \"../generated/config/service.schema.json\", \"service\": { \"name\": \"shop-own\" } }\n", Read(tools, "config/service.json"));
    }

    [Theory]
    [InlineData("GrpcTls", "on", "GRPC1006: 'on' is not a value of GrpcTls. It takes: development, off.")]
    [InlineData("GrpcConfigPath", "generated/config", "GRPC1051: GrpcConfigPath 'generated/config' lies in 'generated/', which belongs to the build")]
    [InlineData("GrpcConfigPath", "./obj/config", "GRPC1051: GrpcConfigPath './obj/config' lies in 'obj/', which belongs to the build")]
    public void Build_BadProperty_IsACodedError(string property, string value, string error)
    {
        using var creator = ProjectCreator.Create(sdk).Property(property, value);

        var (succeeded, log, _) = creator.Build("GrpcGenerate");

        Assert.False(succeeded);
        Assert.StartsWith(error, Assert.Single(log.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "config", "config/service.json")]
    [InlineData("Microsoft.NET.Sdk.Web", "config", "config/service.json")]
    [InlineData("Microsoft.NET.Sdk.Web", "./conf/", "conf/service.json")]
    [InlineData("Microsoft.NET.Sdk.Web", ".", "service.json")]
    [InlineData("Microsoft.NET.Sdk.Worker", "config", "config/service.json")]
    public void Items_HoldTheFileForEditorsAndNoKey(string? first, string folder, string file)
    {
        using var creator = ProjectCreator.Create(sdk, first: first).Property("TargetFramework", "net10.0").Property("GrpcConfigPath", folder)
            .File($"{folder}/service.json", "{}").File($"{folder}/tls/ca.crt", "").File($"{folder}/tls/server.key", "").File($"{folder}/tls/more/own.json", "{}");
        var project = creator.Evaluate();

        var items = project.AllEvaluatedItems.Where(item => item.EvaluatedInclude.Contains("service.json", StringComparison.Ordinal) || item.EvaluatedInclude.Contains("tls", StringComparison.Ordinal))
            .Select(item => (item.ItemType, item.EvaluatedInclude, item.GetMetadataValue("CopyToOutputDirectory"), item.GetMetadataValue("CopyToPublishDirectory"), item.GetMetadataValue("Pack")));

        Assert.Equal([("None", file, "", "", "")], items);
    }

    private RecordingTools Tools()
    {
        var tools = new RecordingTools(sdk);
        tools.Creator.File("proto/shop/v1/a.proto", Proto);
        return tools;
    }

    private static string Read(RecordingTools tools, string path) => File.ReadAllText(tools.Creator.At(path));

    private static IEnumerable<string?> Names(RecordingTools tools, string folder) =>
        Directory.EnumerateFileSystemEntries(tools.Creator.At(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
