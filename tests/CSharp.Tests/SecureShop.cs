using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrpcServiceTemplate.Tests;

/// <summary>A server that speaks TLS on a free loopback port, over files in a folder of its own.</summary>
internal sealed class SecureShop : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly List<IDisposable> _channels = [];

    private SecureShop(TemporaryFolder folder, TestCa ca, ShopServer server, TestLog log) => (_folder, Ca, Server, Log) = (folder, ca, server, log);

    /// <summary>The authority of the server, and of the clients that are let in.</summary>
    public TestCa Ca { get; }

    public ShopServer Server { get; }

    public TestLog Log { get; }

    public static async Task<SecureShop> StartAsync(Action<ServiceConfig, TemporaryFolder>? configure = null, Action<ServiceOptions>? options = null, TestCa? issuer = null)
    {
        var (folder, ca, log) = (new TemporaryFolder(), TestCa.Create(), new TestLog());
        var config = Configure(folder, (issuer ?? ca).Server(), issuer ?? ca);
        configure?.Invoke(config, folder);
        var server = await ShopServer.StartAsync(config, o =>
        {
            log.AddTo(o);
            options?.Invoke(o);
        });
        return new(folder, issuer ?? ca, server, log);
    }

    /// <summary>The configuration of a server with a certificate, over files that are written here.</summary>
    public static ServiceConfig Configure(TemporaryFolder folder, TestCertificate certificate, TestCa clientCa)
    {
        var config = new ServiceConfig { Server = { Address = new HostAndPort("127.0.0.1", 0), DrainNotice = TimeSpan.Zero } };
        config.Tls.Certificate = folder.Write("server.crt", certificate.Certificate);
        config.Tls.Key = folder.Write("server.key", certificate.Key);
        config.Tls.ClientCa = folder.Write("ca.crt", clientCa.Pem);
        config.Tls.ReloadInterval = TimeSpan.FromMilliseconds(50);
        return config;
    }

    /// <summary>Puts another certificate in the place of the server's.</summary>
    public void Write(TestCertificate certificate)
    {
        _folder.Write("server.key", certificate.Key);
        _folder.Write("server.crt", certificate.Certificate);
    }

    public string Write(string file, string text) => _folder.Write(file, text);

    /// <summary>A client with a connection of its own; it trusts the server's authority alone.</summary>
    public Shop.V1.Shop.ShopClient Client(
        TestCertificate? certificate = null, SslProtocols protocols = SslProtocols.None, Action<X509Certificate2>? seen = null) => new(Channel(certificate, protocols, seen));

    public GrpcChannel Channel(TestCertificate? certificate = null, SslProtocols protocols = SslProtocols.None, Action<X509Certificate2>? seen = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = Options(certificate, protocols, seen) };
        var channel = GrpcChannel.ForAddress(Server.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private SslClientAuthenticationOptions Options(TestCertificate? certificate, SslProtocols protocols, Action<X509Certificate2>? seen)
    {
        return new()
        {
            EnabledSslProtocols = protocols,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate.Load(), certificate.Chain(), offline: true),
            RemoteCertificateValidationCallback = (_, shown, chain, _) =>
            {
                seen?.Invoke((X509Certificate2)shown!);
                return Ca.IsRootOf((X509Certificate2)shown!, chain!);
            },
        };
    }
}

/// <summary>Keeps what a server logs.</summary>
internal sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void AddTo(ServiceOptions options) => options.Services.AddLogging(logging => logging.AddProvider(this));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
