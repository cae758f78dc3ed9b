using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Images;

public sealed class ManagedOptionsTests
{
    [Theory]
    [InlineData("my_shop.v1", "MyShop.V1")]
    [InlineData("a1b.v1beta2", "A1B.V1Beta2")]
    [InlineData("fooBar.x_1y", "FooBar.X1Y")]
    [InlineData("_lead.v1", "Lead.V1")]
    [InlineData("a__b", "AB")]
    public void Apply_FileWithoutTheOption_GetsWhatProtocWouldTake(string package, string expected)
    {
        var set = Set(new FileDescriptorProto { Name = "a.proto", Package = package });

        ManagedOptions.Apply(set, ["a.proto"]);

        Assert.Equal(expected, set.File[0].Options.CsharpNamespace);
    }

    [Fact]
    public void Apply_OwnOptionImportOrNoPackage_IsLeftAlone()
    {
        var own = new FileDescriptorProto { Name = "own.proto", Package = "a", Options = new() { CsharpNamespace = "Mine" } };
        var set = Set(own, new FileDescriptorProto { Name = "import.proto", Package = "b" }, new FileDescriptorProto { Name = "plain.proto" });

        ManagedOptions.Apply(set, ["own.proto", "plain.proto"]);

        Assert.Equal("Mine", set.File[0].Options.CsharpNamespace);
        Assert.Null(set.File[1].Options);
        Assert.False(set.File[2].Options?.HasCsharpNamespace ?? false);
    }

    private static FileDescriptorSet Set(params FileDescriptorProto[] files) => new() { File = { files } };
}
