using Google.Protobuf;
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
        var applied = Apply(["a.proto"], new FileDescriptorProto { Name = "a.proto", Package = package, Options = new() { Deprecated = true } });

        Assert.Equal(expected, applied[0].Options.CsharpNamespace);
        Assert.True(applied[0].Options.Deprecated);
    }

    [Fact]
    public void Apply_OwnOptionImportOrNoPackage_IsLeftAlone()
    {
        var own = new FileDescriptorProto { Name = "own.proto", Package = "a", Options = new() { CsharpNamespace = "Mine" } };

        var applied = Apply(
            ["own.proto", "plain.proto"], own, new FileDescriptorProto { Name = "import.proto", Package = "b" }, new FileDescriptorProto { Name = "plain.proto" });

        Assert.Equal("Mine", applied[0].Options.CsharpNamespace);
        Assert.Null(applied[1].Options);
        Assert.False(applied[2].Options?.HasCsharpNamespace ?? false);
    }

    private static FileDescriptorProto[] Apply(string[] names, params FileDescriptorProto[] files)
    {
        var image = Image.Read(new FileDescriptorSet { File = { files } }.ToByteArray());
        return [.. FileDescriptorSet.Parser.ParseFrom(ManagedOptions.Apply(image, names).WithoutSourceInfo()).File];
    }
}
