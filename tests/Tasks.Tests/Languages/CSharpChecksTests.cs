using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class CSharpChecksTests
{
    [Theory]
    [InlineData("message M { string unit_price = 1; string UnitPrice = 2; }", "UnitPrice")]
    [InlineData("message M { optional string x = 1; bool has_x = 2; }", "HasX")]
    [InlineData("message M { string x = 1; int32 x_field_number = 2; }", "XFieldNumber")]
    [InlineData("message M { oneof kind { string a = 1; } int32 kind_case = 2; }", "KindCase")]
    [InlineData("service Shop {} service IShop {}", "IShopClient")]
    [InlineData("message M {} service S { rpc Get(M) returns (M); rpc GetAsync(M) returns (M); }", "GetAsync")]
    public void Check_TwoNamesThatAreOneInCSharp_NamesThem(string body, string name)
    {
        var found = Assert.Single(Check(("a/v1/a.proto", $"syntax = \"proto3\"; package a.v1;\n{body}\n")));

        Assert.Equal("GRPC4008", found.Code);
        Assert.Contains($"are both '{name}' in C#", found.Message, StringComparison.Ordinal);
        Assert.Equal(("a/v1/a.proto", 2), (found.Span!.File, found.Span.Line));
    }

    [Theory]
    [InlineData("message Equals {}", "Equals")]
    [InlineData("message M { message Clone {} }", "Clone")]
    [InlineData("message M { repeated group Parser = 1 {} }", "Parser")]
    [InlineData("message Types { enum E { NONE = 0; } }", "Types")]
    public void Check_MessageCalledAsItsOwnMember_NamesIt(string body, string name)
    {
        var found = Assert.Single(Check(("a/a.proto", $"syntax = \"proto2\"; package a;\n{body}\n")));

        Assert.Equal(("GRPC4020", 2), (found.Code, found.Span!.Line));
        Assert.Contains($"a C# class '{name}'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TwoPackagesInOneNamespace_NamesBothTypes()
    {
        var found = Assert.Single(Check(
            ("a/a.proto", "syntax = \"proto3\"; package my.shop; message Thing {}"),
            ("b/b.proto", "syntax = \"proto3\"; package My.Shop; message Thing {}")));

        Assert.StartsWith("'My.Shop.Thing' and 'my.shop.Thing' are both 'My.Shop.Thing'", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b_c.proto", "a/bC.proto", "")]
    [InlineData("a/x.proto", "b/X.proto", "")]
    [InlineData("a/x.proto", "a/x_grpc.proto", "message Q {} service S { rpc Do(Q) returns (Q); }")]
    public void Check_TwoProtosOfOneCSharpFile_NamesThem(string first, string second, string body)
    {
        var found = Assert.Single(Check((first, $"syntax = \"proto3\"; package a; {body}"), (second, "syntax = \"proto3\"; package a;")));

        Assert.Equal("GRPC4009", found.Code);
        Assert.Contains(first, found.Message, StringComparison.Ordinal);
        Assert.Contains(second, found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x", false)]
    [InlineData("A..B", false)]
    [InlineData("1A", false)]
    [InlineData("A.B_1", true)]
    [InlineData("Größe.V1", true)]
    public void Check_Namespace_MustBeOne(string value, bool right)
    {
        var found = Check(("a.proto", $"syntax = \"proto3\"; package a; option csharp_namespace = \"{value}\";"));

        Assert.Equal(right ? [] : ["GRPC4007"], found.Select(diagnostic => diagnostic.Code));
    }

    [Theory]
    [InlineData("proto2", "message M { optional string x = 1; repeated string y = 2; optional bool has_x = 3; optional bool has_y = 4; map<string, M> z = 5; optional M m = 6; optional bool has_m = 7; }", "HasX")]
    [InlineData("proto3", "message M { string x = 1; bool has_x = 2; oneof kind { string y = 3; M m = 4; } bool has_y = 5; bool has_m = 6; optional int32 z = 7; bool z_case = 8; }", "HasY")]
    public void Check_OnlyWhatHasPresenceAndIsNoMessage_HasAHas(string syntax, string body, string name) =>
        Assert.Contains($"are both '{name}' in C#", Assert.Single(Check(("a.proto", $"syntax = \"{syntax}\"; package a;\n{body}\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Check_NamesThatCSharpCanHold_FindsNothing() => Assert.Empty(Check(
        ("a/v1/a.proto", "syntax = \"proto3\"; package a.v1; message Foo { string foo = 1; string equals = 2; string types = 3; } message foo { Foo a = 1; foo b = 2; } message Types {} message GetType {} enum Equals { NONE = 0; } service S { rpc Get(Foo) returns (Foo); rpc GetAsync(foo) returns (Foo); }")));

    [Fact]
    public void Read_AnEdition_LeavesItToTheWhole() =>
        Assert.Null(ContractNames.Read(Image.Read(ProtoCompiler.Compile(("a.proto", "edition = \"2023\"; package a; message M {}"))), ["a.proto"]));

    /// <summary>The names alone must say what the whole says, but for where it stands.</summary>
    private static Diagnostic[] Check(params (string Path, string Text)[] files)
    {
        var image = ProtoCompiler.Compile(files);
        string[] names = [.. files.Select(file => file.Path)];
        Diagnostic[] found = [.. CSharpChecks.Check(ContractBuilder.Build(image, names))];
        Assert.Equal(
            found.Select(finding => (finding.Code, finding.Message, finding.Span!.File)),
            CSharpChecks.Check(ContractNames.Read(Image.Read(image), names)!).Select(finding => (finding.Code, finding.Message, finding.Span!.File)));
        return found;
    }
}
