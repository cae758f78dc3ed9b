using Google.Rpc;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class RateTests
{
    [Fact]
    public void Bucket_HasItsBurstFirst_ThenFillsBySteps()
    {
        var clock = new FrozenClock();
        var buckets = new TokenBuckets(0.5, 3, clock);
        Assert.Equal([0, 0, 0, 2], Take(4));
        clock.Now += TimeSpan.FromSeconds(1.5);
        Assert.Equal([0.5], Take(1));
        clock.Now += TimeSpan.FromSeconds(0.5);
        Assert.Equal([0, 2], Take(2));
        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([0, 0, 0, 2], Take(4));

        IEnumerable<double> Take(int count) => Enumerable.Range(0, count).Select(_ => buckets.Take("a").TotalSeconds).ToList();
    }

    [Fact]
    public void Buckets_ForgetWhoWasNotHeardOfForLongest()
    {
        var buckets = new TokenBuckets(1, 1, new FrozenClock());
        Assert.Equal(TimeSpan.Zero, buckets.Take("old"));
        Assert.Equal(TimeSpan.Zero, buckets.Take("kept"));
        for (var name = 0; name < 9_998; name++)
        {
            buckets.Take($"{name}");
        }

        Assert.NotEqual(TimeSpan.Zero, buckets.Take("kept"));
        buckets.Take("one more");
        Assert.Equal(10_000, buckets.Count);
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("kept"));
        Assert.Equal(TimeSpan.Zero, buckets.Take("old"));
    }

    [Fact]
    public void Key_IsTheFirstThatTheCallerHas()
    {
        var rates = new CallRates(new RateSection { PerSecond = 1, Burst = 1 }, new FrozenClock());
        var gateway = new CallIdentity { Certificate = "cn:gateway", Address = "ip:192.0.2.1" };
        Assert.Equal(TimeSpan.Zero, rates.Take(gateway));
        Assert.NotEqual(TimeSpan.Zero, rates.Take(gateway with { Address = "ip:192.0.2.2" }));
        Assert.Equal(TimeSpan.Zero, rates.Take(gateway with { Subject = "sub:a#b" }));
        Assert.NotEqual(TimeSpan.Zero, rates.Take(new() { Subject = "sub:a#b" }));
        Assert.Equal(TimeSpan.Zero, rates.Take(new() { Address = "ip:2001:db8::1" }));
        Assert.NotEqual(TimeSpan.Zero, rates.Take(new() { Address = "ip:2001:db8::ffff:0:2" }));
        Assert.Equal(TimeSpan.Zero, rates.Take(new() { Address = "ip:2001:db8:0:1::1" }));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Zero_IsNoLimit(double perSecond, int burst)
    {
        var rates = new CallRates(new RateSection { PerSecond = perSecond, Burst = burst }, new FrozenClock());
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, rates.Take(new() { Address = "ip:192.0.2.1" })));
    }

    [Fact]
    public async Task OneOverItsLimit_IsToldWhenToComeBack_AndAnotherIsUnharmed()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => (config.Limits.Rate.PerSecond, config.Limits.Rate.Burst) = (0.3, 4), options => options.Clock = new FrozenClock());
        var (greedy, modest) = (shop.Client(shop.Ca.Issue("CN=greedy")), shop.Client(shop.Ca.Issue("CN=modest")));

        // A denied call and a stream count like any other; the commands of a watch too, so the burst is one more than the kinds.
        using var list = greedy.ListItems(new());
        await list.ResponseStream.ReadAllAsync().ToListAsync();
        for (var call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<RpcException>(() => greedy.FailAsync(new Item { Name = "own" }).ResponseAsync);
        }

        await FourKinds.RefusedAsync(greedy, [], StatusCode.ResourceExhausted, "RATE_LIMITED", "too many calls");
        var exception = await Assert.ThrowsAsync<RpcException>(() => greedy.FailAsync(new Item()).ResponseAsync);
        Assert.Equal("3334", exception.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.Equal(TimeSpan.FromMilliseconds(3334), exception.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());

        using var other = modest.ListItems(new());
        Assert.Empty(await other.ResponseStream.ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task Refusals_TakeFromTheirAddress_AndValidCredentialsAlwaysPass()
    {
        var issuer = new TestIssuer();
        await using var shop = await SecureShop.StartAsync(
            (config, folder) =>
            {
                (config.Tls.Mode, config.Auth.Mode) = (TlsMode.Server, AuthMode.Jwt);
                config.Auth.Jwt.Issuers = [new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("keys.json", issuer.KeySet) }];
                (config.Limits.Rate.PerSecond, config.Limits.Rate.Burst, config.Limits.Rate.Key) = (0.01, 3, [RateKey.Address]);
            },
            options => options.Use<Whoami>());
        var (wrong, right) = (FourKinds.Bearer("wrong"), FourKinds.Bearer(issuer.Sign()));
        var answers = new List<string>();
        for (var call = 0; call < 5; call++)
        {
            answers.Add(await Whoami.AskAsync(shop.Client(), call == 0 ? [] : wrong));
        }

        Assert.Equal(["CREDENTIALS_MISSING", "TOKEN_INVALID", "TOKEN_INVALID", "RATE_LIMITED", "RATE_LIMITED"], answers);
        Assert.Equal("sub:https://issuer.test#alice", await Whoami.AskAsync(shop.Client(), right));
    }

    [Fact]
    public async Task Commands_TakeATokenEach_AndWaitForIt()
    {
        await using var shop = await SecureShop.StartAsync((config, _) => (config.Limits.Rate.PerSecond, config.Limits.Rate.Burst) = (20, 3));
        await shop.Server.PutAsync(new Item { Id = "a" });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var call = shop.Client(shop.Ca.Issue("CN=till")).WatchStock();
        for (var command = 0; command < 8; command++)
        {
            await call.RequestStream.WriteAsync(new StockCommand { Id = "a", Delta = 1 });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(8, await call.ResponseStream.ReadAllAsync().CountAsync());

        // One for the call and two commands at once; six more at twenty a second.
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
    }

    private sealed class FrozenClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
