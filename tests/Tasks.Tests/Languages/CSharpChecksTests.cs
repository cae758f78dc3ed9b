using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class CSharpChecksTests
{
    [Theory]
    [InlineData("message M { string unit_price = 1; string UnitPrice = 2; }", "UnitPrice")]
    [InlineData("message M { oneof my_kind { string a = 1; } oneof myKind { string b = 2; } }", "MyKindCase")]
    [InlineData("message M { oneof b { string a = 1; } optional string B = 2; }", "ClearB")]
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
    [InlineData("message Parser_ {}")]
    [InlineData("service Parser_ {}")]
    [InlineData("enum E { Parser_ = 0; }")]
    public void Check_ClassNeedsANameThatIsTaken_NamesBoth(string body)
    {
        var found = Assert.Single(Check(("a/a.proto", "syntax = \"proto3\"; package a;\nmessage Parser {}\n"), ("a/b.proto", $"syntax = \"proto3\"; package a;\n{body}\n")));

        Assert.Equal(("GRPC4020", "a/a.proto", 2), (found.Code, found.Span!.File, found.Span.Line));
        Assert.Contains("would be 'Parser_' there, as 'a.Parser_' is already", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TypeIsCalledAsANamespaceThatItDoesNotImport_NamesBoth()
    {
        var found = Check(
            ("a/a.proto", "syntax = \"proto3\"; package a;\nmessage Inner {}\nenum Item { NONE = 0; }\nservice Item2 {}\n"),
            ("b/b.proto", "syntax = \"proto3\"; package a.inner.v1; message M {}"), ("c/c.proto", "syntax = \"proto3\"; package a.item; message M {}"));

        Assert.Equal([("GRPC4021", 2), ("GRPC4021", 3)], found.Select(diagnostic => (diagnostic.Code, diagnostic.Span!.Line)));
        Assert.Contains("'a.Inner' would be the C# type 'A.Inner', which is also a namespace: 'b/b.proto' lies in it", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TypeIsCalledAsANamespaceThatItImports_FindsNothing() => Assert.Empty(Check(
        ("a/a.proto", "syntax = \"proto3\"; package a; import \"b/b.proto\"; message Inner { Inner inner = 1; a.inner.M m = 2; }"),
        ("b/b.proto", "syntax = \"proto3\"; package a.inner; message M {}")));

    [Fact]
    public void Check_ClassNeedsANameOfAnotherPackageInTheNamespace_NamesBoth() => Assert.Equal(["GRPC4008"], Check(
        ("a/a.proto", "syntax = \"proto3\"; package a; message Parser {}"),
        ("b/b.proto", "syntax = \"proto3\"; package b; option csharp_namespace = \"A\"; message Parser_ {}")).Select(found => found.Code));

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
    [InlineData("proto2", "message M { optional string x = 1; repeated string y = 2; optional bool has_x = 3; optional bool has_y = 4; map<string, M> z = 5; optional M m = 6; optional bool has_m = 7; }", "X,Y,HasX_,HasY,Z,M_,HasM")]
    [InlineData("proto3", "message M { string x = 1; bool has_x = 2; oneof kind { string y = 3; M m = 4; } bool has_y = 5; bool has_m = 6; optional int32 z = 7; bool z_case = 8; }", "X,HasX,Y,M_,HasY_,HasM,Z,ZCase")]
    public void Property_GivesWay_WhereWhatHasPresenceAndIsNoMessageHasItsHas(string syntax, string body, string properties)
    {
        var file = ("a.proto", $"syntax = \"{syntax}\"; package a;\n{body}\n");

        Assert.Empty(Check(file));
        var image = ProtoCompiler.Compile(file);
        foreach (var contract in new[] { ContractBuilder.Build(image, ["a.proto"]), ContractNames.Read(Image.Read(image), ["a.proto"])! })
        {
            Assert.Equal(properties, string.Join(',', contract.Files.Single().Messages.Single().Fields.Select(CSharpNaming.Property)));
        }
    }

    [Fact]
    public void Check_NamesThatCSharpCanHold_FindsNothing() => Assert.Empty(Check(
        ("a/v1/a.proto", "syntax = \"proto3\"; package a.v1; message Foo { string foo = 1; string equals = 2; string types = 3; } message foo { Foo a = 1; foo b = 2; } message Types {} message Parser { message Types {} message Parser_ {} } message ClearX { optional string x = 1; bool has_x = 2; } message GetType {} enum Equals { NONE = 0; } service S { rpc Get(Foo) returns (Foo); rpc GetAsync(foo) returns (Foo); }")));

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
