using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class IdentityTests
{
    [Fact]
    public void CertificateName_IsTheFirstUri_ElseTheFirstDnsName_ElseTheCommonName()
    {
        var ca = TestCa.Create();
        Assert.Equal("uri:spiffe://shop/till", Name("CN=c", names =>
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddDnsName("till.test");
            names.AddUri(new("spiffe://shop/till"));
            names.AddUri(new("spiffe://shop/other"));
        }));
        Assert.Equal("dns:till.test", Name("CN=c", names =>
        {
            names.AddEmailAddress("a@b.test");
            names.AddDnsName("till.test");
            names.AddDnsName("other.test");
        }));
        Assert.Equal("cn:till", Name("O=shop, CN=till", names => names.AddIpAddress(IPAddress.Loopback)));
        Assert.Equal("cn:till", Name("O=shop, CN=till", null));
        Assert.Equal("", Name("O=shop", null));

        string Name(string subject, Action<System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder>? names)
        {
            using var certificate = ca.Issue(subject, names: names).Load();
            return CertificateName.Of(certificate);
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("fe80::1%7", "fe80::1")]
    [InlineData("2001:db8:0:0::1", "2001:db8::1")]
    public void Address_HasNoZone_AndIsWhatItIs(string address, string plain) => Assert.Equal(plain, ConnectionIdentity.Plain(IPAddress.Parse(address)).ToString());

    [Fact]
    public async Task Certificate_NamesTheCaller_AndWhoHasNoNameIsRefused()
    {
        await using var shop = await SecureShop.StartAsync(options: options => options.Use<Whoami>());
        await FourKinds.ServedAsync(shop.Client(shop.Ca.Issue("CN=till")), []);
        Assert.Equal("cn:till", await Whoami.AskAsync(shop.Client(shop.Ca.Issue("CN=till")), []));
        await FourKinds.RefusedAsync(shop.Client(shop.Ca.Issue("O=shop")), [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a certificate with a name is needed");
    }

    [Fact]
    public async Task None_TakesEveryone_AndStillTellsTheCertificate()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => config.Auth.Mode = AuthMode.None, options => options.Use<Whoami>());
        Assert.Equal("cn:till", await Whoami.AskAsync(shop.Client(shop.Ca.Issue("CN=till")), []));
        Assert.Equal("", await Whoami.AskAsync(shop.Client(shop.Ca.Issue("O=shop")), []));
    }

    [Fact]
    public async Task Token_NamesTheCaller_NotTheGatewaysCertificate()
    {
        var issuer = new TestIssuer();
        await using var shop = await SecureShop.StartAsync(
            (config, folder) =>
            {
                config.Auth.Mode = AuthMode.Jwt;
                config.Auth.Jwt.Issuers = [new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("keys.json", issuer.KeySet) }];
            },
            options => options.Use<Whoami>());
        var who = await Whoami.DescribeAsync(shop.Client(shop.Ca.Issue("CN=gateway")), FourKinds.Bearer(issuer.Sign()));
        Assert.Equal(("sub:https://issuer.test#alice", "cn:gateway"), (who.Name, who.Labels["certificate"]));
        Assert.Equal("CREDENTIALS_MISSING", await Whoami.AskAsync(shop.Client(shop.Ca.Issue("CN=gateway")), []));
    }

    [Fact]
    public async Task Actor_OfAWrite_IsTheCaller()
    {
        await using var shop = await SecureShop.StartAsync();
        await using var changes = await shop.Server.Store.WatchAsync(Items.Type, default);
        using var import = shop.Client(shop.Ca.Issue("CN=till")).ImportItems();
        await import.RequestStream.WriteAsync(new Item { Id = "a" });
        await import.RequestStream.CompleteAsync();
        await import;
        using var watch = shop.Client(shop.Ca.Issue("CN=scale")).WatchStock();
        await watch.RequestStream.WriteAsync(new StockCommand { Id = "a", Delta = 1 });
        var actors = await changes.Take(2).Select(change => change.Cause.Actor).ToListAsync();
        Assert.Equal(["cn:till", "cn:scale"], actors);
    }

    [Fact]
    public async Task OwnAuthenticator_StandsInThePlaceOfOurs_BeforeTheRules()
    {
        await using var shop = await SecureShop.StartAsync(
            (config, _) =>
            {
                (config.Tls.Mode, config.Auth.Mode) = (TlsMode.Server, AuthMode.None);
                config.Auth.Rules = [new() { Methods = ["*"], Identities = ["own:alice", "own:bob"] }];
            },
            options =>
            {
                options.Use<Whoami>();
                options.Authenticator = new OwnAuthenticator();
            });
        Assert.Equal("own:alice", await Whoami.AskAsync(shop.Client(), new() { { "who", "alice" } }));
        Assert.Equal("NOT_ALLOWED", await Whoami.AskAsync(shop.Client(), new() { { "who", "mallory" } }));
        await FourKinds.RefusedAsync(shop.Client(), [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a bearer token is needed");
    }

    [Fact]
    public async Task InMemory_AsksForNoCertificate_ButForTokens()
    {
        await using (var open = await Testing.InMemoryService.StartAsync(options => options.Use<Whoami>(), new ServiceConfig { Auth = { Rules = [new() { Methods = ["*"], Identities = ["cn:x"] }] } }))
        {
            Assert.Equal("", await Whoami.AskAsync(new(open.Channel), []));
        }

        using var folder = new TemporaryFolder();
        var issuer = new TestIssuer();
        var config = new ServiceConfig { Auth = { Mode = AuthMode.Jwt } };
        config.Auth.Jwt.Issuers = [new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("keys.json", issuer.KeySet) }];
        await using var closed = await Testing.InMemoryService.StartAsync(options => options.Use<Whoami>(), config);
        Assert.Equal("CREDENTIALS_MISSING", await Whoami.AskAsync(new(closed.Channel), []));
        Assert.Equal("sub:https://issuer.test#alice", await Whoami.AskAsync(new(closed.Channel), FourKinds.Bearer(issuer.Sign())));
    }

    private sealed class OwnAuthenticator : IAuthenticator
    {
        public async ValueTask<CallIdentity> AuthenticateAsync(ServerCallContext context)
        {
            await Task.Yield();
            var who = context.RequestHeaders.GetValue("who") ?? throw ServiceErrors.CredentialsMissing();
            return context.Identity() with { Subject = $"own:{who}" };
        }
    }
}
