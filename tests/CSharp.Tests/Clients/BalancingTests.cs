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
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds, 250, 3000);
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
        var gets = Enumerable.Range(0, 40).Select(number => client.GetAsync($"n{number}")).ToArray();
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"n{number}"), (await Task.WhenAll(gets)).Select(note => note.Id));

        using var second = new TestClient(backend);
        var lists = Enumerable.Range(0, 40).Select(number => second.Notes.ListSheetsAsync(new ListSheetsRequest { PageSize = number }).ResponseAsync).ToArray();
        Assert.Equal(Enumerable.Range(0, 40), (await Task.WhenAll(lists)).Select(list => list.TotalSize));

        using var third = new TestClient(backend);
        var sums = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SumAsync(third)));
        Assert.All(sums, sum => Assert.Contains(sum, new int?[] { 3, null }));
        Assert.Contains(3, sums);
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

    /// <returns>What the server made of two commands; null where the call was refused.</returns>
    private static async Task<int?> SumAsync(TestClient client)
    {
        using var call = client.Shop.WatchStock();
        try
        {
            await call.RequestStream.WriteAsync(new StockCommand { Delta = 1 });
            await call.RequestStream.WriteAsync(new StockCommand { Delta = 2 });
            await call.RequestStream.CompleteAsync();
            return await call.ResponseStream.MoveNext(default) ? call.ResponseStream.Current.NewValue : 0;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }

    private static async Task<Note> SlowAsync(GetNoteRequest request, ServerCallContext context)
    {
        await Task.Delay(5, context.CancellationToken);
        return new Note { Id = request.Id };
    }
}
