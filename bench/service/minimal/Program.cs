// The least that a person writes by hand: grpc-dotnet over TLS that both sides speak, and nothing else.
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Echo.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

var tls = args[0];
var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.Services.AddGrpc();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
    kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
    {
        endpoint.Protocols = HttpProtocols.Http2;
        endpoint.UseHttps(X509Certificate2.CreateFromPemFile(Path.Combine(tls, "server.crt"), Path.Combine(tls, "server.key")), https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        });
    });
});
var server = builder.Build();
server.MapGrpcService<EchoHandlers>();
await server.StartAsync();
Console.WriteLine("listening on " + server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
await server.WaitForShutdownAsync();

internal sealed class EchoHandlers : EchoService.EchoServiceBase
{
    public override Task<SayResponse> Say(SayRequest request, ServerCallContext context) => Task.FromResult(new SayResponse { Text = request.Text });

    public override async Task Repeat(RepeatRequest request, IServerStreamWriter<RepeatResponse> responses, ServerCallContext context)
    {
        for (var i = 0; i < request.Times; i++)
        {
            await responses.WriteAsync(new RepeatResponse { Text = request.Text });
        }
    }

    public override async Task<CollectResponse> Collect(IAsyncStreamReader<CollectRequest> requests, ServerCallContext context)
    {
        var response = new CollectResponse();
        while (await requests.MoveNext())
        {
            response.Count++;
        }

        return response;
    }

    public override async Task Chat(IAsyncStreamReader<ChatRequest> requests, IServerStreamWriter<ChatResponse> responses, ServerCallContext context)
    {
        while (await requests.MoveNext())
        {
            await responses.WriteAsync(new ChatResponse { Text = requests.Current.Text });
        }
    }
}
