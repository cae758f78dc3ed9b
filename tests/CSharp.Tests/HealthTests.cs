using System.Diagnostics;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Shop.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace GrpcServiceTemplate.Tests;

public sealed class HealthTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Health_OfTheServerAndEachService_IsServing_AndNoneOfAnother()
    {
        await using var server = await ShopServer.StartAsync();
        foreach (var service in new[] { "", "shop.v1.Shop", "notes.v1.Notes", "library.v1.Library", "checks.v1.Checks" })
        {
            Assert.Equal(ServingStatus.Serving, await StatusAsync(server, service));
        }

        var exception = await Assert.ThrowsAsync<RpcException>(() => StatusAsync(server, "shop.v1.Nope"));
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
        using var watch = server.Health.Watch(new HealthCheckRequest { Service = "shop.v1.Nope" });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
    }

    [Fact]
    public async Task Health_FollowsReadiness_BothWays_WhileTheServerRuns()
    {
        var isReady = false;
        await using var server = await ShopServer.StartAsync(options: options => options.Readiness.Add(new("the moon", () => isReady)));
        using var watch = server.Health.Watch(new HealthCheckRequest { Service = "shop.v1.Shop" });
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        isReady = true;
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(server, ""));
        isReady = false;
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(server, ""));
        Assert.Contains(server.Log, line => line.Contains("health is NOT_SERVING: the moon not ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_ThatThrows_IsNotReady()
    {
        await using var server = await ShopServer.StartAsync(options: options => options.Readiness.Add(new("the moon", () => throw new InvalidOperationException())));
        Assert.Equal(ServingStatus.NotServing, await StatusAsync(server, ""));
    }

    [Fact]
    public async Task Drain_TellsWatchers_ThenTakesCallsForTheNotice_ThenEndsTheWatches()
    {
        var notice = TimeSpan.FromMilliseconds(500);
        await using var server = await ShopServer.StartAsync(config => config.Server.DrainNotice = notice);
        using var watch = server.Health.Watch(new HealthCheckRequest());
        using var feed = server.Client.WatchStock();
        await feed.ResponseHeadersAsync.WaitAsync(s_patience);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        var time = Stopwatch.StartNew();
        var stop = server.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        try
        {
            Assert.Equal(ServingStatus.NotServing, await StatusAsync(server, "shop.v1.Shop"));
            await server.PutAsync(new Item { Id = "a", Stock = 1 });
            Assert.True(await feed.ResponseStream.MoveNext(CancellationToken.None));
            await server.ListAsync(new());
        }
        catch (RpcException) when (time.Elapsed > notice)
        {
            // The machine has taken so long that the notice was over: a refusal is right then.
        }

        var ended = await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch));
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (ended.StatusCode, ended.Reason()));
        ended = await Assert.ThrowsAsync<RpcException>(() => feed.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (ended.StatusCode, ended.Reason()));
        await stop.WaitAsync(s_patience);
    }

    [Fact]
    public async Task HealthAddress_ServesHealthAlone_AndTheMainOneStillDoes()
    {
        await using var server = await ShopServer.StartAsync(config => (config.Server.HealthAddress, config.Server.Reflection) = (new HostAndPort("127.0.0.1", 0), true));
        using var channel = GrpcChannel.ForAddress(server.HealthAddress);
        var health = new Health.HealthClient(channel);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new())).Status);
        using var watch = health.Watch(new());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Assert.Equal(ServingStatus.Serving, await StatusAsync(server, ""));
        var refused = await Assert.ThrowsAsync<RpcException>(() => new Notes.V1.Notes.NotesClient(channel).GetNoteAsync(new() { Id = "a" }).ResponseAsync);
        Assert.Equal((StatusCode.Unimplemented, "only grpc.health.v1.Health is served here"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => ReflectionTests.ListAsync(channel))).StatusCode);
        using var stream = new Shop.V1.Shop.ShopClient(channel).WatchStock();
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
    }

    private static async Task<ServingStatus> StatusAsync(ShopServer server, string service) =>
        (await server.Health.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
        return watch.ResponseStream.Current.Status;
    }
}
