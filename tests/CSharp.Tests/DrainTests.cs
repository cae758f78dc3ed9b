using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class DrainTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Stop_LosesNoCallInFlight_OfAnyKind()
    {
        for (var round = 0; round < 5; round++)
        {
            var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var server = await ShopServer.StartAsync(options: options =>
            {
                options.Services.AddSingleton(goOn);
                options.Use<Waiting>();
            });
            var slow = Enumerable.Range(0, 50).Select(_ => server.Client.FailAsync(new Item()).ResponseAsync).ToList();
            var imports = Enumerable.Range(0, 10).Select(_ => server.Client.ImportItems()).ToList();
            await Task.WhenAll(imports.Select(import => import.RequestStream.WriteAsync(new Item { Id = "a" })));
            using var feed = server.Client.WatchStock();
            await feed.ResponseHeadersAsync.WaitAsync(s_patience);
            var watching = feed.ResponseStream.ReadAllAsync().ToListAsync().AsTask();
            await Eventually.HoldsAsync(() => server.Calls == 61);
            var stop = server.StopAsync();

            // The server is draining. All the rest is still under way.
            var ended = await Assert.ThrowsAsync<RpcException>(() => watching.WaitAsync(s_patience));
            Assert.Equal("DRAINING", ended.Reason());
            Assert.DoesNotContain(slow, call => call.IsCompleted);
            goOn.SetResult();
            await Task.WhenAll(imports.Select(async import =>
            {
                await import.RequestStream.WriteAsync(new Item { Id = "b" });
                await import.RequestStream.CompleteAsync();
            }));
            await Task.WhenAll(slow).WaitAsync(s_patience);
            Assert.All(await Task.WhenAll(imports.Select(import => import.ResponseAsync)), summary => Assert.Equal(2, summary.Received));
            await stop.WaitAsync(s_patience);
        }
    }

    [Fact]
    public async Task Stop_UnderLoad_LosesNoAnswer()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var server = await ShopServer.StartAsync(config => (config.Server.DrainNotice, config.Limits.Rate.PerSecond) = (TimeSpan.FromMilliseconds(100), 0));
            var answers = 0;
            var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    try
                    {
                        await server.ListAsync(new());
                        Interlocked.Increment(ref answers);
                    }
                    catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable || exception.NeverBegan())
                    {
                        return;
                    }
                }
            })).ToList();
            await Task.Delay(200);
            await server.StopAsync().WaitAsync(s_patience);
            await Task.WhenAll(callers).WaitAsync(s_patience);
            await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count >= answers);
            Assert.Equal(answers, AccessLogTests.Calls(server).Count(line => AccessLogTests.Text(line, "code") == "OK"));
        }
    }

    [Fact]
    public async Task Grace_CutsWhatStillRuns()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.DrainGrace = TimeSpan.FromMilliseconds(1500));
        using var call = server.Client.FailAsync(new Item { Name = "wait" });
        await Eventually.HoldsAsync(() => server.Calls == 1);
        var time = Stopwatch.StartNew();
        await server.StopAsync().WaitAsync(s_patience);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(1), s_patience);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(s_patience))).StatusCode);
    }

    [Theory]
    [InlineData(TlsMode.Off, false, AuthMode.None, true, true)]
    [InlineData(TlsMode.Off, true, AuthMode.None, false, true)]
    public async Task Start_SaysWhatIsNotProtected(TlsMode tls, bool isBehindProxy, AuthMode auth, bool isPlaintext, bool isUnauthenticated)
    {
        await using var server = await ShopServer.StartAsync(config => (config.Tls.Mode, config.Tls.TerminatedByProxy, config.Auth.Mode) = (tls, isBehindProxy, auth));
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains("messages are kept in memory", StringComparison.Ordinal)));
        Assert.Equal(isPlaintext, server.Log.Any(line => line.Contains("speaks plaintext", StringComparison.Ordinal)));
        Assert.Equal(isUnauthenticated, server.Log.Any(line => line.Contains("callers are not authenticated", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_WithAnAuthenticatorOfOnesOwn_DoesNotSayThatCallersAreNotAuthenticated()
    {
        await using var server = await ShopServer.StartAsync(options: options => options.Authenticator = new ConnectionAuthenticator(needsName: true));
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains("messages are kept in memory", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Log, line => line.Contains("callers are not authenticated", StringComparison.Ordinal));
    }

    /// <summary>Answers when the test says so.</summary>
    private sealed class Waiting(IStore store, TaskCompletionSource goOn) : ShopDefaults(store)
    {
        public override async Task<Item> Fail(Item request, ServerCallContext context)
        {
            await goOn.Task;
            return request;
        }
    }
}
