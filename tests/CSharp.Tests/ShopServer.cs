using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>A real server on a free loopback port, and a client of it.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly RecordingStream _log;
    private readonly GrpcChannel _channel;

    private ShopServer(WebApplication server, RecordingStream log)
    {
        (_server, _log) = (server, log);
        (Address, HealthAddress) = (new Uri(Addresses.First()), new Uri(Addresses.Last()));
        var channel = _channel = GrpcChannel.ForAddress(Address);
        Client = new Shop.V1.Shop.ShopClient(channel);
        Checks = new Checks.V1.Checks.ChecksClient(channel);
        Library = new Library.V1.Library.LibraryClient(channel);
        Notes = new Notes.V1.Notes.NotesClient(channel);
        Health = new Grpc.Health.V1.Health.HealthClient(channel);
    }

    public Shop.V1.Shop.ShopClient Client { get; }

    public Checks.V1.Checks.ChecksClient Checks { get; }

    public Library.V1.Library.LibraryClient Library { get; }

    public Notes.V1.Notes.NotesClient Notes { get; }

    public Grpc.Health.V1.Health.HealthClient Health { get; }

    public GrpcChannel Channel => _channel;

    /// <summary>The calls that are under way.</summary>
    public int Calls => _server.Services.GetRequiredService<Drain>().Calls;

    /// <summary>What the server has logged, line by line; a call's line may come a moment after its answer.</summary>
    public IReadOnlyList<string> Log => _log.Lines;

    public Uri Address { get; }

    /// <summary>Where health is served, alone where the configuration says so.</summary>
    public Uri HealthAddress { get; }

    public IServiceProvider Services => _server.Services;

    public IStore Store => _server.Services.GetRequiredService<IStore>();

    private ICollection<string> Addresses => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    public static async Task<ShopServer> StartAsync(Action<ServiceConfig>? configure = null, Action<ServiceOptions>? options = null)
    {
        var config = new ServiceConfig();
        config.Server.Address = new HostAndPort("127.0.0.1", 0);
        config.Tls.Mode = TlsMode.Off;
        config.Auth.Mode = AuthMode.None;

        // A test calls as fast as it can.
        config.Limits.Rate.PerSecond = 0;
        config.Server.DrainNotice = TimeSpan.Zero;
        configure?.Invoke(config);
        return await StartAsync(config, options);
    }

    public static async Task<ShopServer> StartAsync(ServiceConfig config, Action<ServiceOptions>? options = null)
    {
        var log = new RecordingStream();
        var server = ServiceHost.Build([], config, With(options, log));
        try
        {
            await server.StartAsync();
            return new(server, log);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync() => _server.StopAsync();

    public Task PutAsync(params Item[] items) => Task.WhenAll(items.Select(item => Store.UpsertAsync(item)));

    public async Task<(IReadOnlyList<Item> Items, string Token)> ListAsync(ListItemsRequest request)
    {
        using var call = Client.ListItems(request);
        var items = await call.ResponseStream.ReadAllAsync().ToListAsync();
        return (items, call.GetTrailers().GetValue("next-page-token") ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    private static Action<ServiceOptions> With(Action<ServiceOptions>? options, RecordingStream log) => given =>
    {
        given.Services.AddSingleton(_ => new LineWriter(log));
        options?.Invoke(given);
    };
}

internal static class Helpers
{
    public static readonly StoreCause Cause = new("", DateTimeOffset.UnixEpoch);

    public static Task<StoreRecord<Item>> UpsertAsync(this IStore store, Item item) =>
        Rules.StoreWrites.UpsertAsync(store, Items.Type, item.Id, item, path => path, Cause, new IdSource(), CancellationToken.None);

    /// <summary>Whether the connection was closed, by a GOAWAY, before it had begun: .NET's client says INTERNAL then.</summary>
    public static bool NeverBegan(this RpcException exception) =>
        exception.Status.Detail.StartsWith("Error starting gRPC call", StringComparison.Ordinal) && exception.Status.Detail.Contains("NO_ERROR", StringComparison.Ordinal);

    public static string Reason(this RpcException exception) => exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? $"no reason, but: {exception.Status}";
}
