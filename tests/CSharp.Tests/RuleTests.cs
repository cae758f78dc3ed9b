using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class RuleTests
{
    private static readonly AuthRule[] s_rules =
    [
        new() { Methods = ["shop.v1.Shop/ListItems", "shop.v1.Shop/WatchStock"], Identities = ["cn:till", "cn:scale"] },
        new() { Methods = ["shop.v1.Shop/*"], Identities = ["cn:manager"] },
        new() { Methods = ["notes.v1.Notes/*"], Scopes = ["notes.read", "notes.write"] },
        new() { Methods = ["*"], Identities = ["cn:root"], Scopes = ["all"] },
        new() { Methods = ["checks.v1.Checks/*"] },
        new() { Methods = ["library.v1.Library/GetBook"], Identities = [] },
    ];

    [Theory]
    [InlineData("cn:till", "", "shop.v1.Shop/ListItems", true)]
    [InlineData("cn:till", "", "shop.v1.Shop/WatchStock", true)]
    [InlineData("cn:till", "", "shop.v1.Shop/ImportItems", false)]
    [InlineData("cn:Till", "", "shop.v1.Shop/ListItems", false)]
    [InlineData("cn:till2", "", "shop.v1.Shop/ListItems", false)]
    [InlineData("", "", "shop.v1.Shop/ListItems", false)]
    [InlineData("cn:manager", "", "shop.v1.Shop/ImportItems", true)]
    [InlineData("cn:manager", "", "shop.v1.Shopper/ImportItems", false)]
    [InlineData("cn:manager", "", "notes.v1.Notes/GetNote", false)]
    [InlineData("cn:x", "notes.read notes.write more", "notes.v1.Notes/GetNote", true)]
    [InlineData("cn:x", "notes.read", "notes.v1.Notes/GetNote", false)]
    [InlineData("cn:x", "", "notes.v1.Notes/GetNote", false)]
    [InlineData("cn:root", "all", "library.v1.Library/GetBook", true)]
    [InlineData("cn:root", "", "library.v1.Library/GetBook", false)]
    [InlineData("cn:x", "all", "library.v1.Library/GetBook", false)]
    [InlineData("cn:anyone", "", "checks.v1.Checks/Check", true)]
    [InlineData("cn:anyone", "", "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", false)]
    [InlineData("cn:root", "all", "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", true)]
    public void Rules_AllowWhatOneOfThemAllows(string name, string scopes, string method, bool isAllowed) =>
        Assert.Equal(isAllowed, new CallRules(s_rules).Allow(new CallIdentity { Certificate = name, Scopes = scopes.Split(' ') }, "/" + method));

    [Fact]
    public void WithoutRules_EveryoneMayCallEverything() => Assert.True(new CallRules([]).Allow(CallIdentity.None, "/shop.v1.Shop/ListItems"));

    [Fact]
    public async Task Denied_OnAllFourKinds_SaysWhat()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => config.Auth.Rules = s_rules);
        await FourKinds.ServedAsync(shop.Client(shop.Ca.Issue("CN=manager")), []);
        await FourKinds.DeniedAsync(shop.Client(shop.Ca.Issue("CN=stranger")));
        var client = shop.Client(shop.Ca.Issue("CN=till"));
        using var list = client.ListItems(new());
        Assert.Empty(await list.ResponseStream.ReadAllAsync().ToListAsync());
        var denied = await Assert.ThrowsAsync<RpcException>(() => client.FailAsync(new Item()).ResponseAsync);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ALLOWED", "the caller may not call shop.v1.Shop/Fail"), (denied.StatusCode, denied.Reason(), denied.Status.Detail));
    }

    [Fact]
    public async Task Reflection_NeedsARule()
    {
        await using var shop = await SecureShop.StartAsync((config, _) =>
        {
            config.Server.Reflection = true;
            config.Auth.Rules = [new() { Methods = ["shop.v1.Shop/*"] }, new() { Methods = ["grpc.reflection.v1.ServerReflection/*"], Identities = ["cn:admin"] }];
        });
        Assert.Contains("shop.v1.Shop", await ReflectionTests.ListAsync(shop.Channel(shop.Ca.Issue("CN=admin"))));
        var denied = await Assert.ThrowsAsync<RpcException>(() => ReflectionTests.ListAsync(shop.Channel(shop.Ca.Issue("CN=till"))));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_ALLOWED"), (denied.StatusCode, denied.Reason()));
    }

    [Theory]
    [InlineData("shop.v1.Shop/ListItem", "it has shop.v1.Shop/Fail, shop.v1.Shop/ImportItems, shop.v1.Shop/ListItems, shop.v1.Shop/WatchStock")]
    [InlineData("shop.v2.Shop/*", "it has checks.v1.Checks/*, grpc.health.v1.Health/*, library.v1.Library/*, notes.v1.Notes/*, shop.v1.Shop/*")]
    [InlineData("shop.v1.Shop/List*", "it has shop.v1.Shop/Fail, ")]
    public void Start_OverARuleForNothing_IsRefused(string method, string known)
    {
        using var folder = new TemporaryFolder();
        var ca = TestCa.Create();
        var config = SecureShop.Configure(folder, ca.Server(), ca);
        config.Auth.Rules = [new() { Methods = ["*", "grpc.reflection.v1.ServerReflection/*"] }, new() { Methods = ["shop.v1.Shop/*", method] }];
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config));
        Assert.StartsWith($"configuration: auth.rules[1].methods[1]: \"{method}\" is no method of this server; {known}", exception.Message, StringComparison.Ordinal);
    }
}
