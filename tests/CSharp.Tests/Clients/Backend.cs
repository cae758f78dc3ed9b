using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Clients;

/// <summary>A server by hand, that answers as a test says.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Backend(WebApplication server) => _server = server;

    public int Port { get; private init; }

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<Backend> StartAsync(Answers answers, int port = 0, Action<ListenOptions>? listen = null, IPAddress? at = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore().AddSingleton(answers);
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(at ?? IPAddress.Loopback, port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            listen?.Invoke(endpoint);
        }));
        var server = builder.Build();
        server.MapGrpcService<NotesHandler>();
        server.MapGrpcService<ShopHandler>();
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(server) { Port = new Uri(address).Port };
    }

    /// <summary>With TLS; the certificate is asked for anew by every connection.</summary>
    /// <param name="clients">Whose clients are let in; null lets everyone in.</param>
    /// <param name="seen">Gets the chain that each client showed.</param>
    public static Task<Backend> StartTlsAsync(
        Answers answers, Func<TestCertificate> certificate, Func<TestCa>? clients = null, Action<X509Certificate2>? seen = null, int port = 0) =>
        StartAsync(answers, port, endpoint => endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate().Load(),
                ClientCertificateRequired = clients is not null,
                RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                {
                    if (clients is null)
                    {
                        return true;
                    }

                    seen?.Invoke((X509Certificate2)shown!);
                    return clients().IsRootOf((X509Certificate2)shown!, chain!);
                },
            }),
        }));

    /// <summary>Ends it as a broken machine would: connections are cut.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private sealed class NotesHandler(Answers answers) : Notes.V1.Notes.NotesBase
    {
        public override Task<Note> GetNote(GetNoteRequest request, ServerCallContext context) => answers.Get(request, context);

        public override Task<Note> CreateNote(CreateNoteRequest request, ServerCallContext context) => answers.Create(request, context);

        public override Task<ListSheetsResponse> ListSheets(ListSheetsRequest request, ServerCallContext context) => answers.List(request, context);

        public override Task WatchNotes(WatchNotesRequest request, IServerStreamWriter<Note> responseStream, ServerCallContext context) =>
            answers.Watch(request, responseStream, context);
    }

    private sealed class ShopHandler(Answers answers) : Shop.V1.Shop.ShopBase
    {
        public override Task WatchStock(IAsyncStreamReader<StockCommand> requestStream, IServerStreamWriter<StockChange> responseStream, ServerCallContext context) =>
            answers.Stock(requestStream, responseStream, context);

        public override Task ListItems(ListItemsRequest request, IServerStreamWriter<Item> responseStream, ServerCallContext context) =>
            answers.Items(request, responseStream, context);
    }
}

/// <summary>What a <see cref="Backend"/> answers, and how often it was asked.</summary>
internal sealed class Answers
{
    private int _calls;

    public int Calls => _calls;

    public Func<GetNoteRequest, ServerCallContext, Task<Note>> OnGet { get; set; } = (request, _) => Task.FromResult(new Note { Id = request.Id });

    public Func<CreateNoteRequest, ServerCallContext, Task<Note>> OnCreate { get; set; } = (request, _) => Task.FromResult(new Note { Id = request.NoteId });

    public Func<ListSheetsRequest, ServerCallContext, Task<ListSheetsResponse>> OnList { get; set; } = (_, _) => Task.FromResult(new ListSheetsResponse());

    public Func<IServerStreamWriter<Note>, ServerCallContext, Task> OnWatch { get; set; } = (_, _) => Task.CompletedTask;

    public Func<IAsyncStreamReader<StockCommand>, IServerStreamWriter<StockChange>, ServerCallContext, Task> OnStock { get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<ListItemsRequest, IServerStreamWriter<Item>, ServerCallContext, Task> OnItems { get; set; } = (_, _, _) => Task.CompletedTask;

    public Task<Note> Get(GetNoteRequest request, ServerCallContext context) => Counted(() => OnGet(request, context));

    public Task<Note> Create(CreateNoteRequest request, ServerCallContext context) => Counted(() => OnCreate(request, context));

    public Task<ListSheetsResponse> List(ListSheetsRequest request, ServerCallContext context) => Counted(() => OnList(request, context));

    public Task Watch(WatchNotesRequest request, IServerStreamWriter<Note> responses, ServerCallContext context) => Counted(() => OnWatch(responses, context));

    public Task Stock(IAsyncStreamReader<StockCommand> requests, IServerStreamWriter<StockChange> responses, ServerCallContext context) => Counted(() => OnStock(requests, responses, context));

    public Task Items(ListItemsRequest request, IServerStreamWriter<Item> responses, ServerCallContext context) => Counted(() => OnItems(request, responses, context));

    private TTask Counted<TTask>(Func<TTask> answer)
        where TTask : Task
    {
        Interlocked.Increment(ref _calls);
        return answer();
    }
}

/// <summary>A channel to backends, and stubs over it.</summary>
internal sealed class TestClient : IDisposable
{
    public TestClient(string[] addresses, Action<ClientOptions>? configure = null)
    {
        Channel = ServiceChannel.Open(Plaintext(addresses), configure);
        Notes = new Notes.V1.Notes.NotesClient(Channel);
        Shop = new Shop.V1.Shop.ShopClient(Channel);
    }

    public TestClient(Backend backend, Action<ClientOptions>? configure = null)
        : this([backend.Address], configure)
    {
    }

    public ServiceChannel Channel { get; }

    public Notes.V1.Notes.NotesClient Notes { get; }

    public Shop.V1.Shop.ShopClient Shop { get; }

    public static ClientSection Plaintext(params string[] addresses) => new() { Addresses = addresses, Tls = { Mode = TlsMode.Off } };

    public async Task<Note> GetAsync(string id = "a", CallOptions options = default) => await Notes.GetNoteAsync(new GetNoteRequest { Id = id }, options);

    public async Task<RpcException> FailAsync(CallOptions options = default) => await Assert.ThrowsAsync<RpcException>(() => GetAsync(options: options));

    public void Dispose() => Channel.Dispose();
}
