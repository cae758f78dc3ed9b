using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class CSharpNamingTests
{
    private const string Odd = """
        syntax = "proto2";
        package my_shop.v1beta;
        // A <b>comment</b> & more.
        message Thing {
          optional string thing = 1;
          optional group MyLine = 2 { optional int32 x = 1; }
          message Inner { message Deep {} }
        }
        message event { optional Thing.Inner.Deep deep = 1; }
        service lock { rpc event(.my_shop.v1beta.event) returns (Thing.Inner.Deep); }
        """;

    private readonly CSharpNaming _naming = new();

    [Theory]
    [InlineData("Ecommerce", "Ecommerce.Generated")]
    [InlineData("My.Shop", "My.Shop.Generated")]
    [InlineData("my shop@2;%'", "my_shop_2___.Generated")]
    [InlineData("3d", "_3d.Generated")]
    [InlineData("Größe", "Größe.Generated")]
    [InlineData("a.class", "a.@class.Generated")]
    [InlineData("-", "_.Generated")]
    [InlineData("a..b", "a.b.Generated")]
    [InlineData("...", "Generated")]
    public void RootPackage_OfAnyProjectName_IsANamespace(string project, string expected) => Assert.Equal(expected, _naming.RootPackage(project, ""));

    [Theory]
    [InlineData("Ecommerce", "ecommerce")]
    [InlineData("MyShop", "my-shop")]
    [InlineData("My.Shop API", "my-shop-api")]
    [InlineData("HTTPServer2", "http-server2")]
    [InlineData("%", "service")]
    public void Kebab_SplitsWords(string name, string expected) => Assert.Equal(expected, SharedNaming.Kebab(name));

    [Fact]
    public void Types_AreThoseThatProtocWrites()
    {
        var package = Package(Odd);
        var thing = package.Files[0].Messages[0];
        Assert.Equal("global::MyShop.V1Beta.Thing.Types.Inner.Types.Deep", CSharpNaming.Type(thing.Messages.Single(message => message.Name == "Inner").Messages[0]));
        Assert.Equal("global::MyShop.V1Beta.@event", CSharpNaming.Type(package.Files[0].Messages[1]));
        Assert.Equal(["Thing_", "MyLine"], thing.Fields.Select(CSharpNaming.Property));
    }

    [Fact]
    public void Services_AreThoseThatProtocWrites()
    {
        var service = Package(Odd).Services.Single();
        Assert.Equal("global::MyShop.V1Beta.@lock.lockBase", CSharpNaming.ServiceBase(service));
        Assert.Equal("global::MyShop.V1Beta.@lock.lockClient", CSharpNaming.ServiceClient(service));
        Assert.Equal("@event", CSharpNaming.Identifier(service.Methods[0].Name));
        Assert.Equal("global::P.Generated.Services.MyShop.V1Beta.lockDefaults", CSharpNaming.DefaultsClass("P.Generated", service));
    }

    [Fact]
    public void Package_IsAFolderAndANamespace()
    {
        var package = Package(Odd);
        Assert.Equal("MyShop/V1Beta/", _naming.PackagePath(package));
        Assert.Equal("P.Services.MyShop.V1Beta", CSharpNaming.ServicesNamespace("P", package));
        Assert.Equal(("", "P.Services"), (_naming.PackagePath(new ProtoPackage("")), CSharpNaming.ServicesNamespace("P", new ProtoPackage(""))));
    }

    [Fact]
    public void FilesWithoutAPackage_HaveTheirTypesAtTheRoot()
    {
        var package = Package("syntax = \"proto3\"; message M {} service S {}");
        Assert.Equal(("global::M", "global::S.SBase"), (CSharpNaming.Type(package.Files[0].Messages[0]), CSharpNaming.ServiceBase(package.Services.Single())));
    }

    [Fact]
    public void Doc_IsTextOnItsOwnLines_WhateverTheCommentHolds()
    {
        Assert.Equal(["A &lt;b&gt;comment&lt;/b&gt; &amp; more."], CSharpNaming.DocLines(Package(Odd).Files[0].Messages[0]));
        var message = new MessageType
        {
            Name = "M", FullName = "a.M", File = Package(Odd).Files[0], Location = new Location("a&b.proto", 3, 1),
            Comment = ["one\u2028} evil();", "two\u0085\u0000\ud800 😀"],
        };
        Assert.Equal(["one } evil();", "two    😀"], CSharpNaming.DocLines(message));
    }

    [Theory]
    [InlineData("shop/v1/a&b.proto", 3, "proto/", "proto/shop/v1/a&b.proto:3")]
    [InlineData("a.proto", 0, "", "a.proto")]
    [InlineData("a\u2028\nevil();.proto", 3, "../proto/", "../proto/a  evil();.proto:3")]
    public void ProtoLine_IsOneLineThatToolsJumpTo(string file, int line, string root, string expected)
    {
        var message = new MessageType { Name = "M", FullName = "a.M", File = Package(Odd).Files[0], Location = new Location(file, line, 1) };
        Assert.Equal(expected, SharedNaming.ProtoLine(message, root));
    }

    [Theory]
    [InlineData("Product", "Product")]
    [InlineData("Equals", "Equals_")]
    [InlineData("StoredTypes", "StoredTypes_")]
    [InlineData("event", "@event")]
    public void StoredName_CanStandInAStaticClass(string message, string expected)
    {
        var type = Package($"syntax = \"proto3\"; package a; message {message} {{ string id = 1; }}").Files[0].Messages[0];
        Assert.Equal(expected, CSharpNaming.StoredName(new Resource(type, type.Fields[0])));
    }

    private static ProtoPackage Package(string text) => ContractBuilder.Build(ProtoCompiler.Compile(("a/a.proto", text)), ["a/a.proto"]).Packages.Single();
}
