using Grpc.Core;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class BalancingTests
{
    [Theory]
    [InlineData(LoadBalancing.RoundRobin, 3)]
    [InlineData(LoadBalancing.PickFirst, 1)]
    public async Task Servers_AreCalledAsConfigured(LoadBalancing how, int called)
    {
        var answers = Enumerable.Range(0, 3).Select(_ => new Answers()).ToArray();
        await using var one = await Backend.StartAsync(answers[0]);
        await using var two = await Backend.StartAsync(answers[1]);
        await using var three = await Backend.StartAsync(answers[2]);
        using var client = new TestClient([one.Address, two.Address, three.Address], options => options.Config.LoadBalancing = how);
        await Eventually.HoldsAsync(async () =>
        {
            await client.GetAsync();
            return answers.Count(server => server.Calls > 0) == called;
        });
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.GetAsync()));

        Assert.Equal(called, answers.Count(server => server.Calls >= 10));
    }

    [Fact]
    public async Task OneOfThree_KilledAndRevived_FailsNoCall()
    {
        var answers = Enumerable.Range(0, 3).Select(_ => new Answers { OnGet = SlowAsync }).ToArray();
        await using var one = await Backend.StartAsync(answers[0]);
        await using var two = await Backend.StartAsync(answers[1]);
        var three = await Backend.StartAsync(answers[2]);
        using var client = new TestClient([one.Address, two.Address, three.Address]);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var made = 0;
            for (; !enough.IsCancellationRequested; made++)
            {
                await client.GetAsync();
            }

            return made;
        })).ToArray();
        await Eventually.HoldsAsync(() => answers[2].Calls > 20);

        await three.KillAsync();
        await Task.Delay(300);
        var before = answers[2].Calls;
        await using var again = await Backend.StartAsync(answers[2], three.Port);
        await Eventually.HoldsAsync(() => answers[2].Calls > before + 20);
        await enough.CancelAsync();

        Assert.True((await Task.WhenAll(callers)).Sum() > 100);
    }

    [Fact]
    public async Task ConnectTimeout_EndsWhatDoesNotComeAbout()
    {
        // A listener that takes no more: its queue is full.
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port;
        using var filler = new System.Net.Sockets.TcpClient("127.0.0.1", port);
        using var client = new TestClient([$"127.0.0.1:{port}"], options =>
        {
            options.Config.ConnectTimeout = TimeSpan.FromMilliseconds(300);
            options.Config.Retry.MaxAttempts = 1;
        });
        using var second = new System.Net.Sockets.TcpClient();
        _ = second.ConnectAsync("127.0.0.1", port);

        var began = TimeProvider.System.GetTimestamp();
        var failure = await client.FailAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);

        // The usual time is ten seconds.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds, 250, 9000);
    }

    [Fact]
    public async Task Calls_ThatAFullServerLetsGoOf_AreMadeAgainWhole_OrFailAsUnavailable()
    {
        var answers = new Answers
        {
            OnGet = SlowAsync,
            OnList = async (request, _) =>
            {
                await Task.Delay(20);
                return new ListSheetsResponse { TotalSize = request.PageSize };
            },
            OnStock = async (requests, responses, _) =>
            {
                var sum = 0;
                await foreach (var command in requests.ReadAllAsync())
                {
                    sum += (int)command.Delta;
                }

                await responses.WriteAsync(new StockChange { NewValue = sum });
            },
        };

        // Until the server has told how many streams it takes, .NET takes a hundred for granted.
        await using var backend = await Backend.StartAsync(answers, listen: endpoint => endpoint.KestrelServerOptions.Limits.Http2.MaxStreamsPerConnection = 10);
        using var client = new TestClient(backend);
        Assert.All(await AllAsync(number => client.GetAsync($"n{number}")), answer => Assert.Equal($"n{answer.Number}", answer.Value.Id));

        using var second = new TestClient(backend);
        Assert.All(
            await AllAsync(async number =>
            {
                try
                {
                    return (await second.Notes.ListSheetsAsync(new ListSheetsRequest { PageSize = number })).TotalSize;
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
                {
                    // HTTP gives up after a few times, and this method is not retried beyond that.
                    return number;
                }
            }),
            answer => Assert.Equal(answer.Number, answer.Value));

        using var third = new TestClient(backend);
        Assert.All(await AllAsync(_ => SumAsync(third)), answer => Assert.Equal(3, answer.Value));
    }

    [Fact]
    public async Task ManyStreams_OpenMoreConnections_ThanOneHolds()
    {
        var held = 0;
        var answers = new Answers
        {
            OnWatch = async (responses, context) =>
            {
                Interlocked.Increment(ref held);
                await responses.WriteAsync(new Note());
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            },
        };
        await using var backend = await Backend.StartAsync(answers, listen: endpoint => endpoint.KestrelServerOptions.Limits.Http2.MaxStreamsPerConnection = 100);
        using var client = new TestClient(backend);
        var calls = Enumerable.Range(0, 230).Select(_ => client.Notes.WatchNotes(new WatchNotesRequest())).ToArray();
        await Task.WhenAll(calls.Select(call => call.ResponseStream.MoveNext(default)));

        Assert.Equal(230, held);
        Array.ForEach(calls, call => call.Dispose());
    }

    /// <summary>Makes forty calls at once.</summary>
    /// <returns>The answers of those that were not refused, at least of those that found room at once.</returns>
    private static async Task<List<(int Number, T Value)>> AllAsync<T>(Func<int, Task<T>> call)
    {
        var answers = new List<(int, T)>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            try
            {
                var answer = await call(number);
                lock (answers)
                {
                    answers.Add((number, answer));
                }
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
            {
                // Refused too often: honest, and nothing was done.
            }
        }));
        Assert.True(answers.Count >= 10, $"{answers.Count} of 40 calls were answered");
        return answers;
    }

    /// <returns>What the server made of two commands.</returns>
    private static async Task<int> SumAsync(TestClient client)
    {
        var changes = ClientCall.DuplexAsync(
            token => client.Shop.WatchStock(cancellationToken: token), new[] { new StockCommand { Delta = 1 }, new StockCommand { Delta = 2 } }.ToAsyncEnumerable(), default);
        return (await changes.SingleAsync()).NewValue;
    }

    private static async Task<Note> SlowAsync(GetNoteRequest request, ServerCallContext context)
    {
        await Task.Delay(5, context.CancellationToken);
        return new Note { Id = request.Id };
    }
}
