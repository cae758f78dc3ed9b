using Grpc.Service.Sdk.Baselines;

namespace Grpc.Service.Sdk.Tests.Baselines;

public sealed class VersionTagTests
{
    [Theory]
    [InlineData("v1.9.0", "v1.10.0")]
    [InlineData("v1", "v1.0.1")]
    [InlineData("v1.2.3", "v1.2.3.1")]
    [InlineData("v0.99999999999999999999", "v1.0.0+build.7")]
    public void CompareTo_HigherNumbers_AreHigher(string lower, string higher) => Assert.True(Of(lower)! < Of(higher)!);

    [Theory]
    [InlineData("v1.0.0-rc.1", true)]
    [InlineData("v1.0.0-0", true)]
    [InlineData("v1.0.0+a-b", false)]
    public void IsPrerelease_IsWhatFollowsAHyphen(string name, bool expected) => Assert.Equal(expected, Of(name)!.IsPrerelease);

    [Theory]
    [InlineData("vendor", "v*")]
    [InlineData("v1.0.0beta", "v*")]
    [InlineData("v1.0.0.0.0", "v*")]
    [InlineData("orders/v1.0.0", "v*")]
    [InlineData("v1.0.0", "orders/v*")]
    [InlineData("v1.0.0", "V*")]
    [InlineData("release-1.0", "*")]
    public void Of_NoVersionOrAnotherPattern_IsNone(string name, string pattern) => Assert.Null(VersionTag.Of(name, pattern));

    [Theory]
    [InlineData("orders/v2.1.0", "*/v*")]
    [InlineData("orders/v2.1.0", "orders/*")]
    [InlineData("v2.1.0", "*")]
    [InlineData("v2.1.0", "v2.1.0")]
    [InlineData("rel.2.1.0.final", "rel.*.final")]
    public void Of_PatternsOfEveryForm_FindTheVersion(string name, string pattern) =>
        Assert.Equal("2.1.0", string.Join('.', VersionTag.Of(name, pattern)!.Numbers));

    private static VersionTag? Of(string name) => VersionTag.Of(name, "v*");
}
