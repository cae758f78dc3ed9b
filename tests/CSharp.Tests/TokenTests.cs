using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace GrpcServiceTemplate.Tests;

public sealed class TokenTests
{
    [Fact]
    public async Task Token_OfTheFile_IsServed_AndNamesTheCaller()
    {
        await using var shop = await StartAsync($"alice {Print("one")}\r\n\nbob {Print("two").ToUpperInvariant()}\nbob {Print("three")}\n");
        foreach (var (token, name) in new[] { ("one", "token:alice"), ("two", "token:bob"), ("three", "token:bob") })
        {
            await FourKinds.ServedAsync(shop.Client(), FourKinds.Bearer(token));
            Assert.Equal(name, await WhoAsync(shop, FourKinds.Bearer(token)));
        }

        Assert.Equal("token:alice", await WhoAsync(shop, FourKinds.Bearer("one", "bEARER")));
        Assert.Equal("token:alice", await WhoAsync(shop, FourKinds.Bearer("  one ")));
    }

    [Fact]
    public async Task WithoutAToken_AllFourKindsAreRefused()
    {
        await using var shop = await StartAsync($"alice {Print("one")}");
        Metadata[] missing = [[], FourKinds.Bearer(""), FourKinds.Bearer("YWxpY2U6b25l", "Basic"), new() { { "authorization", "Bearer" } }];
        foreach (var headers in missing)
        {
            await FourKinds.RefusedAsync(shop.Client(), headers, StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a bearer token is needed");
        }
    }

    [Fact]
    public async Task AnythingElse_IsNotValid()
    {
        await using var shop = await StartAsync($"alice {Print("one")}\nlong {Print(new string('x', 9000))}");
        Metadata[] wrong =
        [
            FourKinds.Bearer("two"), FourKinds.Bearer(Print("one")), FourKinds.Bearer("one two"), FourKinds.Bearer(new string('x', 9000)),
            new() { { "authorization", "Bearer one" }, { "authorization", "Bearer one" } },
        ];
        foreach (var headers in wrong)
        {
            await FourKinds.RefusedAsync(shop.Client(), headers, StatusCode.Unauthenticated, "TOKEN_INVALID", "the token is not valid");
        }
    }

    [Fact]
    public async Task Health_NeedsNoToken_AndNoRule_AndHasNoLimit()
    {
        await using var shop = await SecureShop.StartAsync((config, folder) =>
        {
            config.Tls.Mode = TlsMode.Server;
            (config.Auth.Mode, config.Auth.TokenFile) = (AuthMode.Token, folder.Write("tokens", ""));
            config.Auth.Rules = [new() { Methods = ["*"], Identities = [] }];
            (config.Limits.Rate.PerSecond, config.Limits.Rate.Burst) = (0.01, 1);
        });
        Assert.Equal("CREDENTIALS_MISSING", await WhoAsync(shop, []));
        Assert.Equal("RATE_LIMITED", await WhoAsync(shop, FourKinds.Bearer("")));
        var health = new Grpc.Health.V1.Health.HealthClient(shop.Channel());
        for (var probe = 0; probe < 5; probe++)
        {
            Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new())).Status);
        }
    }

    [Fact]
    public async Task TheFile_IsReadAgain_AndABadOneKeepsTheLastGood()
    {
        await using var shop = await StartAsync($"alice {Print("one")}");
        shop.Write("tokens", $"alice {Print("next")}");
        await Eventually.HoldsAsync(async () => await WhoAsync(shop, FourKinds.Bearer("next")) == "token:alice");
        Assert.Equal("TOKEN_INVALID", await WhoAsync(shop, FourKinds.Bearer("one")));

        // An editor's mark before the text is no part of the first name.
        shop.Write("tokens", $"\ufeffalice {Print("marked")}");
        await Eventually.HoldsAsync(async () => await WhoAsync(shop, FourKinds.Bearer("marked")) == "token:alice");
        shop.Write("tokens", $"alice {Print("next")}");
        await Eventually.HoldsAsync(async () => await WhoAsync(shop, FourKinds.Bearer("next")) == "token:alice");

        shop.Write("tokens", $"alice {Print("next")}\nmallory");
        await Eventually.HoldsAsync(() => shop.Log.Lines.Any(line => line.Contains("has something else in line 2", StringComparison.Ordinal)));
        Assert.Equal("token:alice", await WhoAsync(shop, FourKinds.Bearer("next")));
        Assert.DoesNotContain(shop.Log.Lines, line => line.Contains("mallory", StringComparison.Ordinal) || line.Contains(Print("next"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alice", "has something else in line 1")]
    [InlineData("\nalice 12", "has something else in line 2")]
    [InlineData("alice  0000000000000000000000000000000000000000000000000000000000000000", "has something else in line 1")]
    [InlineData("alice 000000000000000000000000000000000000000000000000000000000000000g", "has something else in line 1")]
    [InlineData("a 0000000000000000000000000000000000000000000000000000000000000000\nb 0000000000000000000000000000000000000000000000000000000000000000", "has in line 2 the token of another name")]
    public void Start_OverABadLine_IsRefused(string lines, string problem)
    {
        using var folder = new TemporaryFolder();
        var config = Config(folder.Write("tokens", lines));
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config));
        Assert.StartsWith($"configuration: auth.tokenFile: '{folder.At("tokens")}' {problem}; each of its lines is ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithoutTheFile_IsRefused()
    {
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], Config("/nowhere/tokens")));
        Assert.StartsWith("configuration: auth.tokenFile: '/nowhere/tokens' does not exist; ", exception.Message, StringComparison.Ordinal);
    }

    internal static async Task<string> WhoAsync(SecureShop shop, Metadata headers) => await Whoami.AskAsync(shop.Client(), headers);

    private static ServiceConfig Config(string file) => new()
    {
        Tls = { Mode = TlsMode.Off, TerminatedByProxy = true }, Auth = { Mode = AuthMode.Token, TokenFile = file },
    };

    internal static string Print(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Task<SecureShop> StartAsync(string tokens) => SecureShop.StartAsync(
        (config, folder) =>
        {
            config.Tls.Mode = TlsMode.Server;
            (config.Auth.Mode, config.Auth.TokenFile) = (AuthMode.Token, folder.Write("tokens", tokens));
        },
        options => options.Use<Whoami>());
}
