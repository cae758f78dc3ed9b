using System.Text;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling;

public sealed class ContractShapeTests
{
    [Fact]
    public void Build_SeveralPackages_OrderedByNameThenPath()
    {
        var contract = Build(
            ("b/z.proto", "syntax = 'proto3'; package b; message Same {} service Z { rpc Go(Same) returns (Same); }"),
            ("b/a.proto", "syntax = 'proto3'; package b; import 'a.proto'; service A { rpc Go(stream a.Same) returns (stream a.Same); }"),
            ("a.proto", "syntax = 'proto3'; package a; message Same {}"),
            ("none.proto", "syntax = 'proto3'; message Same {}"),
            ("Upper.proto", "syntax = 'proto3'; package B; message Same {}"));

        Assert.Equal(["", "B", "a", "b"], contract.Packages.Select(package => package.Name));
        Assert.Equal(["b/a.proto", "b/z.proto"], contract.Packages[3].Files.Select(file => file.Path));
        Assert.Equal(["b.A", "b.Z"], contract.Services.Select(service => service.FullName));
        var call = contract.Services.First().Methods.Single();
        Assert.Equal((MethodKind.Bidi, "b.A/Go", "a.Same"), (call.Kind, call.Path, call.Request.FullName));
        Assert.Same(contract.Packages[2].Files[0].Messages[0], call.Request);
        Assert.Equal("Same", contract.Packages[0].Files[0].Messages[0].FullName);
        Assert.Empty(contract.Packages[0].Segments);
    }

    [Fact]
    public void Build_Imports_ReachableThroughFieldsOnly()
    {
        var contract = ContractBuilder.Build(
            ProtoCompiler.Compile(
                ("mine.proto", """
                    syntax = "proto3";
                    import "theirs.proto";
                    import "google/protobuf/timestamp.proto";
                    message Mine { Theirs t = 1; google.protobuf.Timestamp at = 2; }
                    """),
                ("theirs.proto", "syntax = 'proto3'; message Theirs {}")),
            ["mine.proto"]);

        var file = Assert.Single(Assert.Single(contract.Packages).Files);
        Assert.Equal("theirs.proto", file.Messages[0].Find("t")!.Message!.File.Path);
        Assert.Equal("google/protobuf/timestamp.proto", file.Messages[0].Find("at")!.Message!.File.Path);
    }

    [Fact]
    public void Build_Locations_CountFromOne()
    {
        var file = Build(("a.proto", """
            syntax = "proto3";
            package a;

            message Outer {
              string name = 1;
                enum Kind { KIND_NONE = 0; }
              message Inner { bool yes = 1; }
            }
            service S {
              rpc Go(Outer) returns (Outer);
            }
            """)).Packages[0].Files[0];

        var outer = file.Messages[0];
        Assert.Equal(new Location("a.proto", 4, 1), outer.Location);
        Assert.Equal(new Location("a.proto", 5, 3), outer.Fields[0].Location);
        Assert.Equal(new Location("a.proto", 6, 5), outer.Enums[0].Location);
        Assert.Equal(new Location("a.proto", 6, 17), outer.Enums[0].Values[0].Location);
        Assert.Equal(new Location("a.proto", 7, 3), outer.Messages[0].Location);
        Assert.Equal(new Location("a.proto", 7, 19), outer.Messages[0].Fields[0].Location);
        Assert.Equal(new Location("a.proto", 9, 1), file.Services[0].Location);
        Assert.Equal(new Location("a.proto", 10, 3), file.Services[0].Methods[0].Location);
    }

    [Fact]
    public void Build_Comments_LinesOfText()
    {
        var file = Build(("a.proto", """
            syntax = "proto3";

            // Detached.

            // First <b>line</b> {{ no template }}
            //   indented
            //
            // last
            message Slashes {
              /* One
               * two
               *   three */
              string stars = 1;
              //
              string empty = 2; // trailing
              string none = 3;
            }
            """)).Packages[0].Files[0];

        Assert.Equal(["First <b>line</b> {{ no template }}", "  indented", "", "last"], file.Messages[0].Comment);
        Assert.Equal(["One", "two", "  three"], file.Messages[0].Fields[0].Comment);
        Assert.Empty(file.Messages[0].Fields[1].Comment);
        Assert.Empty(file.Messages[0].Fields[2].Comment);
    }

    [Fact]
    public void Build_Deprecated_ReadEverywhere()
    {
        var file = Build(("a.proto", """
            syntax = "proto3";
            message M { option deprecated = true; int32 f = 1 [deprecated = true]; int32 g = 2; }
            enum E { option deprecated = true; E_NONE = 0 [deprecated = true]; }
            service S { option deprecated = true; rpc Go(M) returns (M) { option deprecated = true; } }
            """)).Packages[0].Files[0];

        Assert.Equal([true, false], file.Messages[0].Fields.Select(field => field.Deprecated));
        Assert.True(file.Messages[0].Deprecated && file.Enums[0].Deprecated && file.Enums[0].Values[0].Deprecated);
        Assert.True(file.Services[0].Deprecated && file.Services[0].Methods[0].Deprecated);
    }

    [Fact]
    public void Build_SixHundredFieldsAndMutualRecursion_Read()
    {
        var text = new StringBuilder("syntax = 'proto3'; message Other { Wide back = 1; map<string, Other> more = 2; } message Wide {");
        for (var number = 1; number <= 600; number++)
        {
            text.Append("Other f").Append(number).Append(" = ").Append(number).Append(';');
        }

        var messages = Build(("a.proto", text.Append('}').ToString())).Packages[0].Files[0].Messages;

        Assert.Equal(600, messages[1].Fields.Count);
        Assert.Same(messages[1], messages[0].Fields[0].Message);
        Assert.Same(messages[0], messages[0].Fields[1].MapValue!.Message);
    }

    [Fact]
    public void Build_ImageWithoutSourceInfo_LocationsUnknown()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.proto", "syntax = 'proto3'; /* lost */ message M {}");
        ProtoCompiler.Run(folder.Path, "--descriptor_set_out=image", "a.proto");

        var message = ContractBuilder.Build(File.ReadAllBytes(Path.Combine(folder.Path, "image")), ["a.proto"]).Packages[0].Files[0].Messages[0];

        Assert.Equal(new Location("a.proto", 0, 0), message.Location);
        Assert.Empty(message.Comment);
    }

    [Fact]
    public void Build_Nothing_NoPackages()
    {
        Assert.Empty(ContractBuilder.Build(ReadOnlyMemory<byte>.Empty, []).Packages);
    }

    private static Contract Build(params (string Path, string Text)[] files) =>
        ContractBuilder.Build(ProtoCompiler.Compile(files), [.. files.Select(file => file.Path)]);
}
