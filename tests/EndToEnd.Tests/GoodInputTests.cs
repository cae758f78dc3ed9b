using System.Text;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What looks odd and must work.</summary>
[Collection(PackedSdk.Builds)]
public sealed class GoodInputTests
{
    [Fact]
    public async Task Build_ByteOrderMarkAndCrlf_IsTakenAsAnyFile()
    {
        using var project = new TestProject();
        byte[] bytes = [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Contracts.Shop.Replace("\n", "\r\n", StringComparison.Ordinal))];
        project.Write("proto/shop/v1/shop.proto", bytes);

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
        Assert.DoesNotContain('\r', string.Concat(project.Tree("generated").Values));
    }

    [Theory]
    [InlineData("My Shop @ home")]
    [InlineData("semi;colon 100% 'quoted'")] // a percent sign before two hex digits is beyond the .NET SDK itself
    [InlineData("Lädchen 店")]
    [InlineData("#hash & (paren) $(x)")]
    public async Task Build_AwkwardPath_Works(string name)
    {
        using var project = TestProject.Small(name: name);

        var result = (await project.BuildAsync(project.At(name + ".csproj"))).Succeeded();

        Assert.DoesNotContain(result.Diagnostics, found => found.Code.StartsWith("GRPC", StringComparison.Ordinal));
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task Build_NoProtoAtAll_WarnsWhatToDoAndGoesOn()
    {
        using var project = new TestProject();

        var found = (await project.BuildAsync()).Succeeded().Single("GRPC1001");

        Assert.Equal("warning", found.Severity);
        Assert.Contains("GrpcProtoRoot", found.Text, StringComparison.Ordinal);
        Assert.Equal(found, (await project.BuildAsync("--no-restore")).Succeeded().Single("GRPC1001"));
    }

    [Fact]
    public async Task Build_EverySyntaxWithAndWithoutServiceAndPackage_Compiles()
    {
        using var project = TestProject.WithProtos(
            ("shop/v1/shop.proto", Contracts.Shop),
            ("plain.proto", "syntax = \"proto3\";\n\nmessage Plain {\n  string a = 1;\n}\n\nservice PlainService {\n  rpc Do(Plain) returns (Plain);\n}\n"),
            ("old/v1/old.proto", "syntax = \"proto2\";\n\npackage old.v1;\n\nmessage Old {\n  required string a = 1;\n  optional int32 b = 2 [default = 7];\n  optional group Part = 3 {\n    optional string c = 1;\n  }\n}\n\nservice OldService {\n  rpc Do(Old) returns (Old);\n}\n"),
            ("new/v1/new.proto", "edition = \"2023\";\n\npackage new.v1;\n\nmessage Newer {\n  string a = 1 [features.field_presence = IMPLICIT];\n  Newer b = 2 [features.message_encoding = DELIMITED];\n}\n\nservice NewService {\n  rpc Do(stream Newer) returns (stream Newer);\n}\n"));

        (await project.BuildAsync("-p:GrpcLint=false")).Succeeded();
    }

    [Fact]
    public async Task Build_CSharpKeywordsAsNames_CompilesAndKeepsTheContractsNames()
    {
        using var project = TestProject.WithProtos(("class/namespace/v1/kw.proto", Keywords));

        (await project.BuildAsync("-p:GrpcLint=false")).Succeeded();

        var stubs = project.Read("generated/csharp/Proto/Class/Namespace/V1/KwGrpc.cs");
        Assert.Contains("static readonly string __ServiceName = \"class.namespace.v1.lock\";", stubs, StringComparison.Ordinal);
        Assert.Contains("\"is\",", stubs, StringComparison.Ordinal);
        Assert.DoesNotContain("Zkw1_", string.Concat(project.Tree("generated").Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_TwoPackagesWithTheSameNamesAndNamesOfCSharpsOwn_Compiles()
    {
        using var project = TestProject.WithProtos(
            ("shop/v1/shop.proto", Contracts.Shop),
            ("grpc/v1/shop.proto", Contracts.Shop.Replace("package shop.v1", "package grpc.v1", StringComparison.Ordinal)),
            ("google/own/v1/own.proto", "syntax = \"proto3\";\n\npackage google.own.v1;\n\nmessage System {\n  string a = 1;\n}\n\nmessage Task {\n  System system = 1;\n}\n\nservice Grpc {\n  rpc ToString(System) returns (Task);\n  rpc Equals(stream System) returns (stream Task);\n}\n"));

        (await project.BuildAsync("-p:GrpcLint=false")).Succeeded();
    }

    [Fact]
    public async Task Build_WithOwnCopiesOfGooglesCommonProtos_ImportsThemAndGeneratesThemOnce()
    {
        using var project = TestProject.WithProtos(("shop/v1/shop.proto", Contracts.Shop
            .Replace("// Sells", "import \"google/api/field_behavior.proto\";\n\n// Sells", StringComparison.Ordinal)
            .Replace("string name = 2;", "string name = 2 [(google.api.field_behavior) = REQUIRED];", StringComparison.Ordinal)));
        (await project.RunAsync("restore")).Succeeded();
        var copies = Path.Combine(Repository.NuGetFolder, "google.api.commonprotos", "2.17.0", "content", "protos", "google", "api");
        foreach (var file in new[] { "annotations.proto", "field_behavior.proto", "http.proto" })
        {
            project.Write("proto/google/api/" + file, await File.ReadAllBytesAsync(Path.Combine(copies, file)));
        }

        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);
        Assert.False(Directory.Exists(project.At("generated/csharp/Proto/Google")));
    }

    private const string Keywords = """
        syntax = "proto3";

        package class.namespace.v1;

        message event {
          enum enum {
            enum_UNSPECIFIED = 0;
            enum_in = 1;
            int = 2;
          }

          int32 class = 1;
          string string = 2;
          event event = 3;
          enum enum_ = 4;
          oneof object {
            int32 is = 5;
            string as = 6;
          }
          map<string, event> params = 7;
          int32 types = 8;
          int32 descriptor = 9;
          int32 to_string = 10;
        }

        message String {
          string string = 1;
        }

        service lock {
          rpc is(event) returns (stream event);
          rpc base(stream String) returns (String);
        }

        """;
}
