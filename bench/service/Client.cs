using System.Security.Cryptography.X509Certificates;
using Echo.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>The same client for both servers: grpc-dotnet's own, over mutual TLS.</summary>
internal sealed class Client : IDisposable
{
    private const int Messages = 200;

    private static readonly string s_text = new('x', 100);
    private readonly GrpcChannel[] _channels;
    private readonly EchoService.EchoServiceClient[] _stubs;
    private int _next;

    public Client(Uri address, string tls, int connections)
    {
        var ca = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(tls, "ca.crt"));
        var own = X509Certificate2.CreateFromPemFile(Path.Combine(tls, "client.crt"), Path.Combine(tls, "client.key"));
        _channels = [.. Enumerable.Range(0, connections).Select(_ => Open(address, ca, own))];
        _stubs = [.. _channels.Select(channel => new EchoService.EchoServiceClient(channel))];
    }

    /// <summary>Each kind: its name, how many messages one call has, and the call.</summary>
    public static IReadOnlyList<(string Name, int Messages, Func<EchoService.EchoServiceClient, Task> Call)> Kinds { get; } =
    [
        ("unary", 1, client => client.SayAsync(new SayRequest { Text = s_text }).ResponseAsync),
        ("server stream", Messages, RepeatAsync),
        ("client stream", Messages, CollectAsync),
        ("both ways", Messages, ChatAsync),
    ];

    /// <summary>The connections in turn.</summary>
    public EchoService.EchoServiceClient Next() => _stubs[(uint)Interlocked.Increment(ref _next) % _stubs.Length];

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }

    private static GrpcChannel Open(Uri address, X509Certificate2 ca, X509Certificate2 own)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { ca }, RevocationMode = X509RevocationMode.NoCheck };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = { ClientCertificates = [own], CertificateChainPolicy = policy },
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,
        });
    }

    private static async Task RepeatAsync(EchoService.EchoServiceClient client)
    {
        using var call = client.Repeat(new RepeatRequest { Text = s_text, Times = Messages });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
        }
    }

    private static async Task CollectAsync(EchoService.EchoServiceClient client)
    {
        using var call = client.Collect();
        for (var i = 0; i < Messages; i++)
        {
            await call.RequestStream.WriteAsync(new CollectRequest { Text = s_text });
        }

        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync;
    }

    private static async Task ChatAsync(EchoService.EchoServiceClient client)
    {
        using var call = client.Chat();
        for (var i = 0; i < Messages; i++)
        {
            await call.RequestStream.WriteAsync(new ChatRequest { Text = s_text });
            await call.ResponseStream.MoveNext(CancellationToken.None);
        }

        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(CancellationToken.None);
    }
}
