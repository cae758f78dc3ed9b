using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class TlsTests : IDisposable
{
    private readonly TestCa _ca = TestCa.Create();
    private readonly TemporaryFolder _folder = new();

    public TlsTests()
    {
        _folder.Write("ca.crt", _ca.Pem);
        _folder.Write("client", _ca.Client());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dns:///localhost:{0}")]
    [InlineData("localhost:{0}")]
    [InlineData("dns:///127.0.0.1:{0}")]
    public async Task Mutual_IsSpoken_WithANameAsWithAnAddress(string target)
    {
        var shown = new ConcurrentBag<string>();
        await using var backend = await Backend.StartTlsAsync(new(), () => _ca.Server(), () => _ca, certificate => shown.Add(certificate.Subject));
        using var client = Client(backend, options =>
        {
            options.Config.Addresses = [];
            options.Config.Target = string.Format(System.Globalization.CultureInfo.InvariantCulture, target, backend.Port);
        });

        Assert.Equal("a", (await client.GetAsync()).Id);
        Assert.Contains("CN=client", shown);
    }

    [Fact]
    public async Task Certificates_ByAnIntermediateCa_AreShownWithIt()
    {
        _folder.Write("client", _ca.Intermediate().Client());
        await using var backend = await Backend.StartTlsAsync(new(), () => _ca.Server(), () => _ca);
        using var client = Client(backend);

        Assert.Equal("a", (await client.GetAsync()).Id);
    }

    [Theory]
    [InlineData("another CA")]
    [InlineData("another name")]
    [InlineData("a client's certificate")]
    public async Task Server_ThatIsNotOurs_IsNotCalled(string server)
    {
        var other = TestCa.Create();
        var answers = new Answers();
        await using var backend = await Backend.StartTlsAsync(answers, () => server switch
        {
            "another CA" => other.Server(),
            "another name" => _ca.ServerFor("elsewhere"),
            _ => _ca.ServerFor("localhost", TestCa.ClientAuthentication),
        });
        using var client = Client(backend, options =>
        {
            options.Config.Tls.Mode = TlsMode.Server;
            options.Config.Tls.ServerName = "localhost";
            options.Config.Retry.MaxAttempts = 1;
        });

        var failure = await client.FailAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("no TLS with localhost", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, answers.Calls);
    }

    [Fact]
    public async Task ServerName_IsCheckedInPlaceOfTheTargets()
    {
        await using var backend = await Backend.StartTlsAsync(new(), () => _ca.ServerFor("shop.example"));
        using var client = Client(backend, options => options.Config.Tls.ServerName = "shop.example");

        Assert.Equal("a", (await client.GetAsync()).Id);
    }

    [Fact]
    public async Task Client_OfAnotherCa_IsUnavailable_AndNotAFault()
    {
        var other = TestCa.Create();
        _folder.Write("client", other.Client());
        await using var backend = await Backend.StartTlsAsync(new(), () => _ca.Server(), () => _ca);

        // The refusal comes as the first call is being sent, or just before: .NET has another exception for each.
        for (var round = 0; round < 10; round++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefusedAsync())), code => Assert.Equal(StatusCode.Unavailable, code));
        }

        async Task<StatusCode> RefusedAsync()
        {
            using var client = Client(backend, options => options.Config.Retry.MaxAttempts = 1);
            return (await client.FailAsync()).StatusCode;
        }
    }

    [Fact]
    public async Task Rotation_OfEverything_FailsNoCall()
    {
        var next = TestCa.Create("CN=Next CA");
        var (certificate, clients) = (_ca.Server(), _ca);
        var shown = new ConcurrentQueue<string>();
        var warnings = new Warnings();
        await using var first = await Backend.StartTlsAsync(new(), () => certificate, () => clients, seen => shown.Enqueue(seen.Issuer));
        using var client = Client(first, options => (options.Loggers, options.Config.WaitForReady) = (warnings, true));
        Assert.Equal("a", (await client.GetAsync()).Id);

        // What is half written is no set: the last good one goes on to be used, by new connections too.
        _folder.Write("ca.crt", "half a certif");
        await first.KillAsync();
        await using var second = await Backend.StartTlsAsync(new(), () => certificate, () => clients, seen => shown.Enqueue(seen.Issuer), first.Port);
        Assert.Equal("b", (await client.GetAsync("b")).Id);
        Assert.Single(warnings.Lines, line => line.StartsWith("configuration: client.tls.ca: ", StringComparison.Ordinal) && line.EndsWith("(what was read before is used on)", StringComparison.Ordinal));

        // Then all is by another CA.
        _folder.Write("ca.crt", next.Pem);
        _folder.Write("client", next.Client());
        (certificate, clients) = (next.Server(), next);
        await second.KillAsync();
        await using var third = await Backend.StartTlsAsync(new(), () => certificate, () => clients, seen => shown.Enqueue(seen.Issuer), first.Port);
        Assert.Equal("c", (await client.GetAsync("c")).Id);
        Assert.Equal("CN=Next CA", shown.Last());
    }

    [Theory]
    [InlineData("ca.crt", null, "client.tls.ca: '*ca.crt' does not exist")]
    [InlineData("client.crt", null, "client.tls.certificate: '*client.crt' does not exist")]
    [InlineData("client.key", null, "client.tls.key: '*client.key' does not exist")]
    [InlineData("ca.crt", "garbage", "client.tls.ca: '*ca.crt' holds no certificate in PEM")]
    [InlineData("client.crt", "garbage", "client.tls.certificate: '*client.crt' holds no certificate in PEM")]
    [InlineData("client.key", "garbage", "client.tls.key: '*client.key' holds no private key in PEM")]
    [InlineData("client.key", "another", "client.tls.key: '*client.key' does not belong to the certificate in '*client.crt'")]
    [InlineData("client.crt", "expired", "client.tls.certificate: '*client.crt' expired at ")]
    [InlineData("ca.crt", "expired", "client.tls.ca: '*ca.crt' expired at ")]
    [InlineData("ca.crt", "folder", "client.tls.ca: '*ca.crt' is a folder")]
    public void Open_WithABadFile_NamesKeyFileAndFault(string file, string? content, string message)
    {
        File.Delete(_folder.At(file));
        switch (content)
        {
            case "garbage":
                _folder.Write(file, "garbage");
                break;
            case "another":
                _folder.Write("another", _ca.Client());
                File.Copy(_folder.At("another.key"), _folder.At(file));
                break;
            case "expired":
                _folder.Write("client", _ca.Client(days: file == "client.crt" ? -1 : 1));
                _folder.Write("ca.crt", file == "ca.crt" ? TestCa.Create(isExpired: true).Pem : _ca.Pem);
                break;
            case "folder":
                Directory.CreateDirectory(_folder.At(file));
                break;
        }

        var problem = Assert.Throws<ConfigurationException>(() => new TestClient(["127.0.0.1:1"], Secure));
        Assert.StartsWith("configuration: " + message.Replace("*", _folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ForSeveralHosts_NeedsTheNameOfTheirCertificates()
    {
        var problem = Assert.Throws<ConfigurationException>(() => new TestClient(["one.example:1", "two.example:1"], Secure));
        Assert.StartsWith("client.tls.serverName: is empty, and client.addresses names more than one host (one.example, two.example)", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://localhost:1")]
    [InlineData("dns:///localhost")]
    [InlineData("dns:///local host:1")]
    [InlineData("dns:///localhost:0")]
    [InlineData("dns:///::1:5")]
    public void Open_WithABadTarget_NamesIt(string target)
    {
        var config = new ClientSection { Target = target, Tls = { Mode = TlsMode.Off } };
        Assert.Equal($"client.target: \"{target}\" is not a target such as dns:///host:50051", Assert.Throws<ConfigurationException>(() => ServiceChannel.Open(config)).Message);
        config.Addresses = ["localhost:1", target];
        Assert.StartsWith($"client.addresses[1]: \"{target}\"", Assert.Throws<ConfigurationException>(() => ServiceChannel.Open(config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_AreWarnedOf_WhereSet()
    {
        var warnings = new Warnings();
        using var client = new TestClient(["127.0.0.1:1"], options =>
        {
            options.Loggers = warnings;
            options.Config.Channels = 3;
        });
        Assert.Single(warnings.Lines, line => line.StartsWith("client.channels has no effect", StringComparison.Ordinal));
    }

    private void Secure(ClientOptions options)
    {
        options.Config.Tls.Mode = TlsMode.Mutual;
        options.Config.Tls.Ca = _folder.At("ca.crt");
        options.Config.Tls.Certificate = _folder.At("client.crt");
        options.Config.Tls.Key = _folder.At("client.key");
    }

    private TestClient Client(Backend backend, Action<ClientOptions>? configure = null) => new(backend, options =>
    {
        Secure(options);
        configure?.Invoke(options);
    });
}
