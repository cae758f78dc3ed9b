using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling;

public sealed class ContractBuilderTests
{
    [Fact]
    public void Build_Proto2_GroupsRequiredAndExtensionsRead()
    {
        var message = Message("a.proto", """
            syntax = "proto2";
            package old;
            message Old {
              required string id = 1;
              optional int32 size = 2 [default = 7];
              repeated group Line = 3 { optional string text = 1; }
              reserved 10 to 12, 20;
              reserved "gone";
              extensions 100 to 199;
              extend Old { optional string inner = 101; }
            }
            extend Old { optional Old outer = 102; }
            """);

        Assert.Equal(["id", "size", "line"], message.Fields.Select(field => field.Name));
        Assert.All(message.Fields.Take(2), field => Assert.True(field.HasPresence));
        var group = message.Find("line")!;
        Assert.Equal((FieldKind.Group, true, "old.Old.Line"), (group.Kind, group.IsRepeated, group.Message!.FullName));
        Assert.Equal("proto2", message.File.Syntax);
    }

    [Fact]
    public void Build_Edition2023_FeaturesDecidePresenceAndEncoding()
    {
        var message = Message("a.proto", """
            edition = "2023";
            package fresh;
            option features.field_presence = IMPLICIT;
            message Fresh {
              string implicit = 1;
              string explicit = 2 [features.field_presence = EXPLICIT];
              string required = 3 [features.field_presence = LEGACY_REQUIRED];
              Fresh delimited = 4 [features.message_encoding = DELIMITED];
            }
            """);

        Assert.Equal([false, true, true, true], message.Fields.Select(field => field.HasPresence));
        Assert.Equal(FieldKind.Group, message.Find("delimited")!.Kind);
        Assert.Same(message, message.Find("delimited")!.Message);
        Assert.Equal("2023", message.File.Syntax);
    }

    [Theory]
    [InlineData("", "proto2")]
    [InlineData("syntax = 'proto2';", "proto2")]
    [InlineData("syntax = 'proto3';", "proto3")]
    [InlineData("edition = '2023';", "2023")]
    [InlineData("edition = '2024';", "2024")]
    public void Build_SyntaxOrEdition_AsTheFileSays(string head, string syntax) =>
        Assert.Equal(syntax, Message("a.proto", head + " message M { repeated string texts = 1; }").File.Syntax);

    [Fact]
    public void Build_Proto3_PresenceOneofsAndMapsRead()
    {
        var message = Message("a.proto", """
            syntax = "proto3";
            package shop.v1;
            message Thing {
              enum Kind { KIND_UNSPECIFIED = 0; KIND_BIG = 5; }
              message Part { Thing whole = 1; }
              string plain = 9;
              optional string maybe = 2;
              oneof choice { string left = 3; int64 right = 4; }
              map<string, Part> parts = 5;
              repeated Kind kinds = 6;
              Part part = 7 [json_name = "PART"];
              map<int32, Kind> by_number = 8;
            }
            """);

        Assert.Equal(["maybe", "left", "right", "parts", "kinds", "part", "by_number", "plain"], message.Fields.Select(field => field.Name));
        Assert.Equal((true, null), (message.Find("maybe")!.HasPresence, message.Find("maybe")!.Oneof));
        Assert.Equal((true, "choice"), (message.Find("left")!.HasPresence, message.Find("left")!.Oneof));
        Assert.False(message.Find("plain")!.HasPresence);
        var parts = message.Find("parts")!;
        Assert.Equal((true, false, false), (parts.IsMap, parts.IsRepeated, parts.IsSingular));
        Assert.Equal((FieldKind.String, "shop.v1.Thing.Part"), (parts.MapKey!.Kind, parts.MapValue!.Message!.FullName));
        Assert.Equal("shop.v1.Thing.Kind", message.Find("by_number")!.MapValue!.Enum!.FullName);
        Assert.Null(parts.Message);
        Assert.Equal(["Part"], message.Messages.Select(nested => nested.Name));
        Assert.Equal("PART", message.Find("part")!.JsonName);
        Assert.Same(message, message.Messages[0].Fields[0].Message);
        Assert.Equal([0, 5], message.Enums[0].Values.Select(value => value.Number));
        Assert.Equal("shop.v1.Thing.KIND_BIG", message.Enums[0].Values[1].FullName);
    }

    private static MessageType Message(string path, string text) =>
        ContractBuilder.Build(ProtoCompiler.Compile((path, text)), [path]).Packages.Single().Files.Single().Messages[0];
}
