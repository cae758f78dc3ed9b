using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class GoNamingTests
{
    private readonly ILanguageNaming _naming = new GoNaming();

    [Theory]
    [InlineData("MyShop", "", "example.com/my-shop")]
    [InlineData("Größe", "", "example.com/gr-e")]
    [InlineData("...", "", "example.com/service")]
    [InlineData("MyShop", "github.com/acme/shop/v2", "github.com/acme/shop/v2")]
    public void RootPackage_IsTheModuleThatWasAskedFor(string project, string chosen, string expected) => Assert.Equal(expected, _naming.RootPackage(project, chosen));

    [Theory]
    [InlineData("ecommerce.v1", "ecommerce/v1/")]
    [InlineData("acme.internal.vendor.testdata.v1", "acme/internal_/vendor_/testdata_/v1/")]
    [InlineData("", "")]
    public void PackagePath_AvoidsFoldersThatGoCloses(string package, string expected) => Assert.Equal(expected, _naming.PackagePath(new(package)));

    [Theory]
    [InlineData("ecommerce.v1", "ecommercev1")]
    [InlineData("acme.shop.v1beta1", "shopv1beta1")]
    [InlineData("my_shop.admin", "admin")]
    [InlineData("my_shop.v1p1alpha", "myshopv1p1alpha")]
    [InlineData("v1", "v1")]
    [InlineData("acme.type", "typepb")]
    [InlineData("acme.main", "mainpb")]
    [InlineData("", "pb")]
    public void PackageName_IsAnIdentifierThatCanBeImported(string package, string expected) => Assert.Equal(expected, GoNaming.PackageName(package));

    [Theory]
    [InlineData("unit_price", "UnitPrice")]
    [InlineData("unit_price2x", "UnitPrice2X")]
    [InlineData("_hidden", "XHidden")]
    [InlineData("a_1", "A_1")]
    [InlineData("HTTPServer", "HTTPServer")]
    [InlineData("Outer.Inner", "Outer_Inner")]
    [InlineData("Outer.inner", "OuterInner")]
    [InlineData("Outer._x", "Outer_XX")]
    public void Camel_IsWhatTheGeneratorsWrite(string name, string expected) => Assert.Equal(expected, GoNaming.Camel(name));

    [Theory]
    [InlineData("proto/a/v1/agent.pb.go", "proto/a/v1/agent.pb.go")]
    [InlineData("proto/linux.pb.go", "proto/linux.pb.go")]
    [InlineData("proto/agent_linux.pb.go", "proto/agent_linux_.pb.go")]
    [InlineData("proto/agent_linux_grpc.pb.go", "proto/agent_linux_grpc.pb.go")]
    [InlineData("proto/agent_windows_arm64_test.pb.go", "proto/agent_windows_arm64_test_.pb.go")]
    [InlineData("proto/_agent.pb.go", "proto/x_agent.pb.go")]
    public void PublishedPath_IsReadOnEverySystem(string path, string expected) => Assert.Equal(expected, _naming.PublishedPath(path));

    [Fact]
    public void Imports_AreThoseOfWhatIsGenerated_AndNotOfWhatOthersPublish()
    {
        const string Money = "syntax = \"proto3\"; package google.type; import \"google/rpc/code.proto\";";
        var contract = Contract(
            "import \"google/type/money.proto\";", "service A {}", ("google/type/money.proto", Money), ("google/rpc/code.proto", "syntax = \"proto3\"; package google.rpc;"));
        var naming = new GoNaming();

        Assert.True(naming.Imports(contract, "google/type/"));
        Assert.False(naming.Imports(contract, "google/rpc/"));
        Assert.True(naming.HasStubs(contract));
        Assert.False(naming.HasStubs(Contract("", "message M {}")));
    }

    [Fact]
    public void Handlers_AreCalledByTheirService_AndImportWhatTheyShow()
    {
        var contract = Contract(
            "import \"google/protobuf/empty.proto\";",
            "message M { string id = 1; } service Shop { rpc GetM(M) returns (M); rpc Paint(M) returns (google.protobuf.Empty); rpc ListMs(M) returns (stream M); } service Chat { rpc Talk(stream M) returns (stream M); } service None {}");
        var naming = new GoNaming();
        ServiceType[] services = [.. contract.Services];

        Assert.Equal(["Paint", "Talk", null], services.Select(service => SharedNaming.ShownMethod(service)?.Name));
        Assert.Equal(["shopHandler", "chatHandler", "noneHandler"], services.Select(service => GoNaming.HandlerType(contract, service)));
        Assert.Equal(["shop_handler", "chat_handler", "none_handler"], services.Select(service => GoNaming.HandlerFile(contract, service)));
        Assert.Equal(
            ["google.golang.org/grpc", "google.golang.org/protobuf"],
            new LanguageCatalog(Path.Combine(Checkout.Root, "src", "Sdk", "languages")).Select(["go"]).Single().Packages.Keys.Where(module => naming.HandlersImport(contract, module)));
        Assert.Equal("my-shop-handlers", GoNaming.HandlersModule("MyShop"));
    }

    private static Contract Contract(string imports, string body, params (string Path, string Text)[] more) =>
        ContractBuilder.Build(ProtoCompiler.Compile([.. more, ("a.proto", $"syntax = \"proto3\"; package a.v1; {imports} {body}")]), ["a.proto"]);

    [Fact]
    public void ProtocParameters_PlaceEveryFile_WhateverItsOwnOptionSays()
    {
        var image = Image.Read(ProtoCompiler.Compile(
            ("a/internal/a.proto", "syntax = \"proto3\"; package a.internal; option go_package = \"elsewhere.example.com/a\";"), ("none.proto", "syntax = \"proto3\";")));

        Assert.Equal(
            ["module=example.com/shop/proto", "Ma/internal/a.proto=example.com/shop/proto/a/internal_;internal", "Mnone.proto=example.com/shop/proto;pb"],
            _naming.ProtocParameters("example.com/shop", image.Files));
    }
}
