using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>A call of each kind: one request or many, one answer or many.</summary>
internal static class FourKinds
{
    private static readonly DateTime s_patience = DateTime.UtcNow.AddMinutes(2);

    public static IReadOnlyList<Func<Shop.V1.Shop.ShopClient, Metadata, Task>> All { get; } = [UnaryAsync, ListAsync, ImportAsync, WatchAsync];

    /// <summary>All four are refused in the same way.</summary>
    public static async Task RefusedAsync(Shop.V1.Shop.ShopClient client, Metadata headers, StatusCode code, string reason, string text)
    {
        foreach (var call in All)
        {
            var exception = await Assert.ThrowsAsync<RpcException>(() => call(client, headers));
            Assert.Equal((code, reason, text), (exception.StatusCode, exception.Reason(), exception.Status.Detail));
        }
    }

    /// <summary>All four may not be called by whom the client's connection names.</summary>
    public static async Task DeniedAsync(Shop.V1.Shop.ShopClient client)
    {
        foreach (var (call, method) in All.Zip(["Fail", "ListItems", "ImportItems", "WatchStock"]))
        {
            var exception = await Assert.ThrowsAsync<RpcException>(() => call(client, []));
            Assert.Equal((StatusCode.PermissionDenied, "NOT_ALLOWED", $"the caller may not call shop.v1.Shop/{method}"), (exception.StatusCode, exception.Reason(), exception.Status.Detail));
        }
    }

    public static async Task ServedAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        foreach (var call in All)
        {
            await call(client, headers);
        }
    }

    public static Metadata Bearer(string token, string scheme = "Bearer") => new() { { "authorization", $"{scheme} {token}" } };

    private static async Task UnaryAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => client.FailAsync(new Item { Name = "own" }, headers, s_patience).ResponseAsync);

        // The handler's own words: the call came through.
        if (exception.StatusCode != StatusCode.DataLoss)
        {
            throw exception;
        }
    }

    private static async Task ListAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        using var call = client.ListItems(new(), headers, s_patience);
        await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task ImportAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        using var call = client.ImportItems(headers, s_patience);
        await call.RequestStream.CompleteAsync();
        await call;
    }

    private static async Task WatchAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        using var call = client.WatchStock(headers, s_patience);
        try
        {
            await call.RequestStream.WriteAsync(new StockCommand { Id = "unknown" });
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The status tells.
        }

        var status = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        // The handler's own words: the call came through.
        if (status.StatusCode != StatusCode.NotFound)
        {
            throw status;
        }
    }
}
