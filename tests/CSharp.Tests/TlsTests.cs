using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class TlsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Mutual_LetsInWhoShowsACertificateOfOurAuthority()
    {
        await using var shop = await SecureShop.StartAsync();
        Assert.Equal(Uri.UriSchemeHttps, shop.Server.Address.Scheme);
        await CallAsync(shop.Client(shop.Ca.Issue()));
        await CallAsync(shop.Client(shop.Ca.Issue(usage: null)));
    }

    [Fact]
    public async Task Mutual_LetsInNoOneElse()
    {
        await using var shop = await SecureShop.StartAsync();
        var (other, namesake) = (TestCa.Create("CN=other root"), TestCa.Create());
        TestCertificate?[] strangers =
        [
            null, other.Issue(), namesake.Issue(), shop.Ca.Issue(days: -1), shop.Ca.Issue(isFuture: true), shop.Ca.Issue(usage: TestCa.ServerAuthentication),
        ];
        foreach (var stranger in strangers)
        {
            await RefusedAsync(shop.Client(stranger));
        }
    }

    [Fact]
    public async Task Server_AsksForNoCertificate()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => (config.Tls.Mode, config.Auth.Mode, config.Tls.ClientCa) = (TlsMode.Server, AuthMode.None, "/nowhere"));
        await CallAsync(shop.Client());
    }

#pragma warning disable CA5398 // Each version is to be tried.
    [Theory]
    [InlineData(1, 2, SslProtocols.Tls12, true)]
    [InlineData(1, 2, SslProtocols.Tls13, true)]
    [InlineData(1, 3, SslProtocols.Tls13, true)]
    [InlineData(1, 3, SslProtocols.Tls12, false)]
    public async Task MinVersion_IsTheFloor(int major, int minor, SslProtocols protocols, bool isServed)
    {
        await using var shop = await SecureShop.StartAsync((config, _) => config.Tls.MinVersion = new(major, minor));
        var client = shop.Client(shop.Ca.Issue(), protocols);
        await (isServed ? CallAsync(client) : RefusedAsync(client));
    }
#pragma warning restore CA5398

    [Fact]
    public async Task Tls11_IsRefusedByTheServer()
    {
        await using var shop = await SecureShop.StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", shop.Server.Address.Port);

        // A client's hello, by hand, for the client's own library would not go so low: version 1.1, one cipher, no extension.
        byte[] hello = [0x03, 0x02, .. new byte[32], 0x00, 0x00, 0x02, 0xc0, 0x13, 0x01, 0x00];
        await connection.GetStream().WriteAsync((byte[])[0x16, 0x03, 0x01, 0x00, (byte)(hello.Length + 4), 0x01, 0x00, 0x00, (byte)hello.Length, .. hello]);

        var alert = new byte[7];
        await connection.GetStream().ReadExactlyAsync(alert).AsTask().WaitAsync(s_patience);
        Assert.Equal((0x15, 2, 70), (alert[0], alert[5], alert[6]));
    }

    [Fact]
    public async Task Intermediates_OfTheFile_AreSent_AndThoseOfClientsCount()
    {
        await using var shop = await SecureShop.StartAsync();
        shop.Write(shop.Ca.Intermediate("CN=of servers").Server());
        var client = shop.Ca.Intermediate("CN=of clients").Issue();
        await Eventually.HoldsAsync(async () => (await SeenAsync(shop, client)).Issuer == "CN=of servers");
    }

    [Fact]
    public async Task Intermediates_OfTheAuthoritysFile_CountForClientsThatSendNone()
    {
        var intermediate = TestCa.Create().Intermediate();
        await using var shop = await SecureShop.StartAsync((_, folder) => folder.Write("ca.crt", intermediate.Chain));
        var client = intermediate.Issue();
        await CallAsync(shop.Client(client with { Certificate = client.Certificate[..client.Certificate.IndexOf("-----BEGIN", 1, StringComparison.Ordinal)] }));
    }

    [Fact]
    public async Task HandshakeTimeout_EndsASilentConnection()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => config.Server.HandshakeTimeout = TimeSpan.FromMilliseconds(200));
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", shop.Server.Address.Port);
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(s_patience));
    }

    [Fact]
    public async Task Swap_UnderLoad_LosesNoCall()
    {
        await using var shop = await SecureShop.StartAsync();
        using var end = new CancellationTokenSource();
        var client = shop.Ca.Issue();
        var steady = shop.Client(client);
        var loads = Enumerable.Range(0, 4).Select(load => Task.Run(async () =>
        {
            var calls = 0;
            for (; !end.IsCancellationRequested; calls++)
            {
                // Half of them on connections that were there before, half on new ones.
                await CallAsync(load % 2 == 0 ? steady : shop.Client(client));
            }

            return calls;
        })).ToList();
        for (var swap = 0; swap < 5; swap++)
        {
            var next = shop.Ca.Server();
            shop.Write(next);
            using var expected = next.Load();
            await Eventually.HoldsAsync(async () => (await SeenAsync(shop, client)).Serial == expected.SerialNumber);
        }

        await end.CancelAsync();
        Assert.All(await Task.WhenAll(loads), calls => Assert.True(calls > 0));
    }

    [Fact]
    public async Task Swap_ByASymbolicLink_IsSeen_OfAuthoritiesToo()
    {
        using var mounts = new TemporaryFolder();
        var (before, after) = (TestCa.Create(), TestCa.Create("CN=next root"));
        Mount("..before", before, before.Server());
        Directory.CreateSymbolicLink(mounts.At("..data"), "..before");
        foreach (var file in new[] { "server.crt", "server.key", "ca.crt" })
        {
            File.CreateSymbolicLink(mounts.At(file), Path.Combine("..data", file));
        }

        await using var shop = await SecureShop.StartAsync(
            (config, _) => (config.Tls.Certificate, config.Tls.Key, config.Tls.ClientCa) = (mounts.At("server.crt"), mounts.At("server.key"), mounts.At("ca.crt")), issuer: before);
        await CallAsync(shop.Client(before.Issue()));

        Mount("..after", after, before.Server());
        Directory.CreateSymbolicLink(mounts.At("..data_tmp"), "..after");
        Directory.Delete(mounts.At("..data"));
        Directory.Move(mounts.At("..data_tmp"), mounts.At("..data"));
        Directory.Delete(mounts.At("..before"), recursive: true);

        await Eventually.HoldsAsync(async () => await IsServedAsync(shop.Client(after.Issue())));
        await RefusedAsync(shop.Client(before.Issue()));

        void Mount(string folder, TestCa ca, TestCertificate server)
        {
            Directory.CreateDirectory(mounts.At(folder));
            mounts.Write(Path.Combine(folder, "ca.crt"), ca.Pem);
            mounts.Write(Path.Combine(folder, "server.crt"), server.Certificate);
            mounts.Write(Path.Combine(folder, "server.key"), server.Key);
        }
    }

    [Fact]
    public async Task Reload_ThatFails_KeepsTheLastGood_AndSaysSoOnce()
    {
        await using var shop = await SecureShop.StartAsync();
        var client = shop.Ca.Issue();
        shop.Write("server.crt", "garbage");
        await Eventually.HoldsAsync(() => Warnings().Count == 1);
        await Task.Delay(200);
        Assert.Contains("server.crt' holds no certificate in PEM; ", Assert.Single(Warnings()), StringComparison.Ordinal);
        await CallAsync(shop.Client(client));

        shop.Write(shop.Ca.Server(days: -1));
        await Eventually.HoldsAsync(() => Warnings().Any(line => line.Contains("server.crt' expired at ", StringComparison.Ordinal)));
        await CallAsync(shop.Client(client));

        List<string> Warnings() => [.. shop.Log.Lines.Where(line => line.Contains("what was read before is used on", StringComparison.Ordinal))];
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "server.crt", "missing", "tls.certificate: '{0}' does not exist; put the service's certificate there; for development, delete config/tls and build the project again" },
        { "server.key", "missing", "tls.key: '{0}' does not exist; put the service's private key there; " },
        { "ca.crt", "missing", "tls.clientCa: '{0}' does not exist; put the service's clients' CA there; " },
        { "server.crt", "folder", "tls.certificate: '{0}' is a folder; " },
        { "server.key", "folder", "tls.key: '{0}' is a folder; " },
        { "ca.crt", "folder", "tls.clientCa: '{0}' is a folder; " },
        { "server.crt", "garbage", "tls.certificate: '{0}' holds no certificate in PEM; " },
        { "server.key", "garbage", "tls.key: '{0}' holds no private key in PEM; " },
        { "ca.crt", "garbage", "tls.clientCa: '{0}' holds no certificate in PEM; " },
        { "server.crt", "torn", "tls.certificate: '{0}' holds a certificate that cannot be read; " },
        { "server.key", "torn", "tls.key: '{0}' holds a private key that cannot be read; " },
        { "server.crt", "expired", "tls.certificate: '{0}' expired at 20" },
        { "server.crt", "future", "tls.certificate: '{0}' is not valid before 20" },
        { "server.key", "other", "tls.key: '{0}' does not belong to the certificate in '" },
        { "server.key", "encrypted", "tls.key: '{0}' is encrypted, and there is no one to ask for its password; " },
        { "ca.crt", "expired", "tls.clientCa: '{0}' expired at 20" },
        { "ca.crt", "leaf", "tls.clientCa: '{0}' holds no root certificate, only such that another CA issued; " },
        { "ca.crt", "huge", "tls.clientCa: '{0}' is larger than 1 MiB; " },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Start_OverABadFile_NamesTheKey_TheFileAndTheMend(string file, string state, string problem)
    {
        using var folder = new TemporaryFolder();
        var ca = TestCa.Create();
        var config = SecureShop.Configure(folder, ca.Server(), ca);
        Spoil(folder, file, state, ca);
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config));
        Assert.StartsWith("configuration: " + problem.Replace("{0}", folder.At(file), StringComparison.Ordinal), exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("; for development, delete config/tls and build the project again", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OverAKeyInPlaceOfItsPath_DoesNotTellTheKey()
    {
        using var folder = new TemporaryFolder();
        var ca = TestCa.Create();
        var (config, key) = (SecureShop.Configure(folder, ca.Server(), ca), ca.Server().Key);
        config.Tls.Key = Path.Combine(folder.Path, key);
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config));
        Assert.StartsWith("configuration: tls.key: holds PEM itself in place of the path of a file; put the service's private key there; ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('\n')[1], exception.Message, StringComparison.Ordinal);

        config.Tls.Key = "a\0b";
        Assert.Contains("tls.key: 'a\0b' cannot be read (", Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config)).Message, StringComparison.Ordinal);
    }

    private static void Spoil(TemporaryFolder folder, string file, string state, TestCa ca)
    {
        var old = File.ReadAllText(folder.At(file));
        File.Delete(folder.At(file));
        switch (state)
        {
            case "folder": Directory.CreateDirectory(folder.At(file)); break;
            case "garbage": folder.Write(file, "no PEM at all"); break;
            case "torn": folder.Write(file, old.Remove(60, 40)); break;
            case "expired" when file == "ca.crt": folder.Write(file, TestCa.Create(isExpired: true).Pem); break;
            case "expired": Write(ca.Server(days: -1)); break;
            case "future": Write(ca.Server(isFuture: true)); break;
            case "other": folder.Write(file, ca.Server().Key); break;
            case "encrypted": folder.Write(file, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"); break;
            case "leaf": folder.Write(file, ca.Server().Certificate); break;
            case "huge": folder.Write(file, new string('x', 1024 * 1024 + 1)); break;
        }

        void Write(TestCertificate pair)
        {
            folder.Write("server.crt", pair.Certificate);
            folder.Write("server.key", pair.Key);
        }
    }

    private static async Task CallAsync(Shop.V1.Shop.ShopClient client)
    {
        using var call = client.ListItems(new ListItemsRequest(), deadline: DateTime.UtcNow + s_patience);
        Assert.Empty(await call.ResponseStream.ReadAllAsync().ToListAsync());
    }

    /// <summary>No connection comes about; grpc-dotnet has two codes for that.</summary>
    private static async Task RefusedAsync(Shop.V1.Shop.ShopClient client)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => CallAsync(client));
        Assert.True(exception.StatusCode is StatusCode.Unavailable or StatusCode.Internal, exception.ToString());
        Assert.IsType<HttpRequestException>(exception.Status.DebugException);
    }

    private static async Task<bool> IsServedAsync(Shop.V1.Shop.ShopClient client)
    {
        try
        {
            await CallAsync(client);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    private static async Task<(string Serial, string Issuer)> SeenAsync(SecureShop shop, TestCertificate client)
    {
        var seen = ("", "");
        await CallAsync(shop.Client(client, seen: shown => seen = (shown.SerialNumber, shown.Issuer)));
        return seen;
    }
}
