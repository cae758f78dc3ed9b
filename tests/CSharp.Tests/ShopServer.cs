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
    private readonly GrpcChannel _channel;

    private ShopServer(WebApplication server, GrpcChannel channel)
    {
        (_server, _channel) = (server, channel);
        Client = new Shop.V1.Shop.ShopClient(channel);
        Checks = new Checks.V1.Checks.ChecksClient(channel);
        Library = new Library.V1.Library.LibraryClient(channel);
        Notes = new Notes.V1.Notes.NotesClient(channel);
    }

    public Shop.V1.Shop.ShopClient Client { get; }

    public Checks.V1.Checks.ChecksClient Checks { get; }

    public Library.V1.Library.LibraryClient Library { get; }

    public Notes.V1.Notes.NotesClient Notes { get; }

    public IStore Store => _server.Services.GetRequiredService<IStore>();

    public static async Task<ShopServer> StartAsync(Action<ServiceConfig>? configure = null)
    {
        var config = new ServiceConfig();
        config.Server.Address = new HostAndPort("127.0.0.1", 0);
        config.Tls.Mode = TlsMode.Off;
        config.Auth.Mode = AuthMode.None;
        configure?.Invoke(config);
        var server = ServiceHost.Build([], config);
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(server, GrpcChannel.ForAddress(address));
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
}

internal static class Helpers
{
    public static readonly StoreCause Cause = new("", DateTimeOffset.UnixEpoch);

    public static Task<StoreRecord<Item>> UpsertAsync(this IStore store, Item item) =>
        Rules.StoreWrites.UpsertAsync(store, Items.Type, item.Id, item, path => path, Cause, new IdSource(), CancellationToken.None);

    public static string Reason(this RpcException exception) => exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? $"no reason, but: {exception.Status}";
}
