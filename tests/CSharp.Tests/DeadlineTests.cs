using System.Diagnostics;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class DeadlineTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("10S", 10_000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("1500u", 1.5)]
    [InlineData("1n", 0)]
    public void Timeout_IsRead(string header, double milliseconds) => Assert.Equal(milliseconds, GrpcTimeout.Parse(header)!.Value.TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("123456789S")]
    public void Timeout_ThatSaysNothing_IsNone(string header) => Assert.Null(GrpcTimeout.Parse(header));

    [Theory]
    [InlineData(0, "1u")]
    [InlineData(1.5, "1500u")]
    [InlineData(30_000, "30000000u")]
    [InlineData(600_000, "600000m")]
    [InlineData(200_000_000, "200000S")]
    public void Timeout_IsWritten_InEightDigits(double milliseconds, string header)
    {
        Assert.Equal(header, GrpcTimeout.Format(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.NotNull(GrpcTimeout.Parse(header));
    }

    [Fact]
    public async Task Unary_WithoutADeadline_GetsTheDefault()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.Unary = s_short);
        await IsEndedAsync(server.Client.FailAsync(new Item { Name = "wait" }).ResponseAsync);
    }

    [Fact]
    public async Task Unary_IsCutToTheMaximum()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.UnaryMax = s_short);
        await IsEndedAsync(server.Client.FailAsync(new Item { Name = "wait" }, deadline: DateTime.UtcNow.AddMinutes(1)).ResponseAsync);
    }

    [Fact]
    public async Task Import_WhoseCallerIsSilent_IsEndedByTheDefault()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.Stream = s_short);
        using var call = server.Client.ImportItems();
        await call.RequestStream.WriteAsync(new Item { Id = "a" });
        await IsEndedAsync(call.ResponseAsync);
    }

    [Fact]
    public async Task List_WhoseCallerDoesNotRead_IsEndedByTheDefault()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.Stream = TimeSpan.FromSeconds(1));
        var large = new string('x', 100_000);
        await server.PutAsync([.. Enumerable.Range(0, 100).Select(index => new Item { Id = $"{index}", Name = large })]);
        using var call = server.Client.ListItems(new() { PageSize = 1000 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await Eventually.HoldsAsync(() => server.Calls == 0);

        // What waits in the stream stands before the status, so that a caller that does not read can only be cut off.
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.ReadAllAsync().ToListAsync().AsTask());
        Assert.Contains(exception.StatusCode, new[] { StatusCode.Cancelled, StatusCode.DeadlineExceeded });
    }

    [Fact]
    public async Task Watch_HasNone_UnlessItsMethodIsNamed()
    {
        await using var server = await ShopServer.StartAsync(config =>
        {
            (config.Deadlines.Stream, config.Deadlines.Unary) = (s_short, s_short);
            config.Deadlines.Methods = new Dictionary<string, TimeSpan> { ["notes.v1.Notes/WatchNote"] = s_short, ["shop.v1.Shop/Fail"] = TimeSpan.Zero };
        });
        using var feed = server.Client.WatchStock();
        using var named = server.Notes.WatchNote(new());
        using var fail = server.Client.FailAsync(new Item { Name = "wait" });
        await IsEndedAsync(named.ResponseStream.MoveNext(CancellationToken.None));
        await Task.Delay(2 * s_short);
        await server.PutAsync(new Item { Id = "a", Stock = 1 });
        Assert.True(await feed.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
        Assert.False(fail.ResponseAsync.IsCompleted);
    }

    [Fact]
    public async Task Watch_BothWays_IsEndedWhereItsMethodIsNamed()
    {
        await using var server = await ShopServer.StartAsync(config =>
            config.Deadlines.Methods = new Dictionary<string, TimeSpan> { ["shop.v1.Shop/WatchStock"] = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 20; i++)
        {
            using var call = server.Client.WatchStock();
            await IsEndedAsync(call.ResponseStream.MoveNext(CancellationToken.None));
        }
    }

    [Fact]
    public async Task Method_ThatIsNotServed_StopsTheStart()
    {
        var exception = await Assert.ThrowsAsync<ConfigurationException>(() => ShopServer.StartAsync(config =>
            config.Deadlines.Methods = new Dictionary<string, TimeSpan> { ["shop.v1.Shop/Nope"] = s_short }));
        Assert.Equal("configuration: deadlines.methods: \"shop.v1.Shop/Nope\" is no method of this service; a method is named package.Service/Method", exception.Message);
    }

    private static async Task IsEndedAsync(Task call)
    {
        var time = Stopwatch.StartNew();
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(s_patience))).StatusCode);
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
