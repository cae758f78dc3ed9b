using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class GoChecksTests
{
    private const string Module = "example.com/shop";

    [Theory]
    [InlineData("message Outer { message Inner {} } message Outer_Inner {}", "Outer_Inner")]
    [InlineData("message foo_bar {} message FooBar {}", "FooBar")]
    [InlineData("message M {} message ShopServer {} service Shop { rpc Get(M) returns (M); }", "ShopServer")]
    [InlineData("enum Kind { NONE = 0; name = 1; }", "Kind_name")]
    [InlineData("message M {} service Shop { rpc Do(M) returns (M); } service ShopService { rpc Do(M) returns (M); }", "shopDo")]
    [InlineData("message M {} service ShopURL {} service ShopUrl {}", "shop_url.go")]
    [InlineData("message M {} service Shop { rpc get_it(M) returns (M); rpc GetIt(M) returns (M); }", "GetIt")]
    [InlineData("message Item { string id = 1; } message Query { int32 page_size = 1; string page_token = 2; } message Page { repeated Item items = 1; string next_page_token = 2; } "
        + "service Shop { rpc ListItems(Query) returns (Page); rpc ListItemsAll(Item) returns (Item); }", "ListItemsAll")]
    public void Check_TwoNamesThatAreOneInGo_NamesThem(string body, string name)
    {
        var found = Check(("a/v1/a.proto", $"syntax = \"proto3\"; package a.v1;\n{body}\n"));

        Assert.All(found, finding => Assert.Equal("GRPC4073", finding.Code));
        Assert.Contains(found, finding => finding.Message.Contains($"are both '{name}' in Go", StringComparison.Ordinal));
        Assert.Equal(("a/v1/a.proto", 2), (found[0].Span!.File, found[0].Span!.Line));
    }

    [Fact]
    public void Check_TwoProtosOfOneGoFile_NamesThem()
    {
        var found = Assert.Single(Check(("x/thing.proto", "syntax = \"proto3\"; package a;"), ("y/thing.proto", "syntax = \"proto3\"; package a;")));

        Assert.Equal("GRPC4074", found.Code);
        Assert.Contains("'x/thing.proto' and 'y/thing.proto' both become 'proto/a/thing.pb.go'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PackagesThatImportEachOther_NamesTheCircle()
    {
        var found = Assert.Single(Check(
            ("a/one.proto", "syntax = \"proto3\"; package a; import \"b/one.proto\"; message A { b.B b = 1; }"),
            ("b/one.proto", "syntax = \"proto3\"; package b; message B {}"),
            ("b/two.proto", "syntax = \"proto3\"; package b; import \"a/two.proto\";"),
            ("a/two.proto", "syntax = \"proto3\"; package a;")));

        Assert.Equal("GRPC4075", found.Code);
        Assert.StartsWith("'a' → 'b' → 'a' import each other", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OwnGoPackages_AreToldOnce()
    {
        const string Own = "option go_package = \"github.com/acme/a;apb\";";
        var found = Assert.Single(Check(
            ("a/one.proto", $"syntax = \"proto3\"; package a; {Own}"), ("a/two.proto", $"syntax = \"proto3\"; package a; {Own}"),
            ("b/one.proto", $"syntax = \"proto3\"; package b; option go_package = \"{Module}/proto/b;whatever\";")));

        Assert.Equal(("GRPC4072", Severity.Message), (found.Code, found.Severity));
        Assert.Contains("'github.com/acme/a;apb' of 'a/one.proto' and 1 other file is not used", found.Message, StringComparison.Ordinal);
        Assert.Contains($"the package is '{Module}/proto/a'", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github.com/acme/shop.v2", true)]
    [InlineData("shop", true)]
    [InlineData("https://github.com/acme", false)]
    [InlineData("github.com/acme/", false)]
    [InlineData("github.com/.acme", false)]
    [InlineData("github.com/acme;shop", false)]
    public void Check_Module_MustBeAPath(string module, bool right) =>
        Assert.Equal(right ? [] : ["GRPC4071"], GoChecks.Check(new Contract([]), "Shop", module).Select(finding => finding.Code));

    [Fact]
    public void Check_NoModule_SaysHowItIsCalled()
    {
        var found = Assert.Single(GoChecks.Check(new Contract([]), "MyShop", ""));

        Assert.Equal(("GRPC4070", Severity.Message), (found.Code, found.Severity));
        Assert.StartsWith("The generated Go module is called 'example.com/my-shop'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_APathThatGeneratorsWouldCut_IsRefused() =>
        Assert.Equal("GRPC4076", Assert.Single(Check(("a,b/c.proto", "syntax = \"proto3\"; package a;"))).Code);

    [Fact]
    public void Check_NamesThatGoCanHold_FindsNothing() => Assert.Empty(Check(
        ("a/v1/a.proto", "syntax = \"proto3\"; package a.v1; message type { string func = 1; string Func = 2; } message Shop { message Client {} } service Shops { rpc Get(Shop) returns (stream Shop); }")));

    private static Diagnostic[] Check(params (string Path, string Text)[] files) =>
        [.. GoChecks.Check(ContractBuilder.Build(ProtoCompiler.Compile(files), [.. files.Select(file => file.Path)]), "Shop", Module)];
}
