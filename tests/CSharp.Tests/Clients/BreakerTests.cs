using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Notes.V1;
using Status = Grpc.Core.Status;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class BreakerTests
{
    private static readonly RpcException s_unavailable = new(new Status(StatusCode.Unavailable, "not now"));

    [Fact]
    public async Task Circuit_OpensAfterFailuresInARow_LetsOneProbeThrough_AndClosesWithIt()
    {
        var answers = new Answers { OnGet = (_, _) => throw s_unavailable };
        await using var backend = await Backend.StartAsync(answers);
        var clock = new HandClock();
        using var client = Client(backend, clock);
        for (var count = 0; count < 3; count++)
        {
            Assert.Equal("not now", (await client.FailAsync()).Status.Detail);
        }

        var refused = await client.FailAsync();
        Assert.Equal((StatusCode.Unavailable, "CIRCUIT_OPEN"), (refused.StatusCode, refused.Reason()));
        Assert.Equal($"the circuit to {backend.Address} is open", refused.Status.Detail);
        Assert.Equal(3, answers.Calls);

        clock.Now += TimeSpan.FromSeconds(5);
        Assert.Equal("not now", (await client.FailAsync()).Status.Detail);
        Assert.Equal("CIRCUIT_OPEN", (await client.FailAsync()).Reason());
        Assert.Equal(4, answers.Calls);

        clock.Now += TimeSpan.FromSeconds(5);
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        answers.OnGet = async (request, _) =>
        {
            asked.SetResult();
            await go.Task;
            return new Note { Id = request.Id };
        };
        var probe = client.GetAsync("probe");
        await asked.Task;
        Assert.Equal("CIRCUIT_OPEN", (await client.FailAsync()).Reason());
        go.SetResult();
        Assert.Equal("probe", (await probe).Id);
        answers.OnGet = (request, _) => Task.FromResult(new Note { Id = request.Id });
        Assert.Equal("b", (await client.GetAsync("b")).Id);
    }

    [Fact]
    public async Task OpenCircuit_RefusesCallsOfAllKinds()
    {
        using var client = new TestClient(["127.0.0.1:1"], options =>
        {
            options.Config.Retry.MaxAttempts = 1;
            options.Config.Breaker.Failures = 1;
        });
        await client.FailAsync();

        Assert.Equal("CIRCUIT_OPEN", Assert.Throws<RpcException>(() => client.Notes.GetNote(new GetNoteRequest())).Reason());
        using var unary = client.Notes.GetNoteAsync(new GetNoteRequest());
        using var watch = client.Notes.WatchNotes(new WatchNotesRequest());
        using var import = client.Shop.ImportItems();
        using var stock = client.Shop.WatchStock();
        Task[] ends = [unary.ResponseAsync, watch.ResponseStream.MoveNext(default), import.ResponseAsync, stock.ResponseStream.MoveNext(default), stock.ResponseHeadersAsync];
        foreach (var end in ends)
        {
            Assert.Equal("CIRCUIT_OPEN", (await Assert.ThrowsAsync<RpcException>(() => end)).Reason());
        }

        Assert.Equal(StatusCode.Unavailable, unary.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("headers")]
    [InlineData("other")]
    [InlineData("cancelled")]
    public async Task Circuit_IsNotOpenedBy(string end)
    {
        var answers = new Answers
        {
            OnGet = async (_, context) =>
            {
                if (end == "headers")
                {
                    await context.WriteResponseHeadersAsync([]);
                }

                if (end == "cancelled")
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }

                throw end switch { "drain" => Draining(), "other" => new RpcException(new Status(StatusCode.Internal, "no")), _ => s_unavailable };
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = Client(backend, new HandClock());
        for (var count = 0; count < 8; count++)
        {
            using var cancel = new CancellationTokenSource();
            var failing = client.FailAsync(new CallOptions(cancellationToken: cancel.Token));
            if (end == "cancelled")
            {
                await Eventually.HoldsAsync(() => answers.Calls == count + 1);
                await cancel.CancelAsync();
            }

            await failing;
        }

        Assert.Equal(8, answers.Calls);
    }

    [Fact]
    public async Task Success_BeginsTheCountAnew_AndAWatchThatBeginsIsOne()
    {
        var answers = new Answers { OnGet = (_, _) => throw s_unavailable, OnWatch = async (responses, context) =>
        {
            await responses.WriteAsync(new Note());
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        } };
        await using var backend = await Backend.StartAsync(answers);
        using var client = Client(backend, new HandClock());
        var watches = new List<IDisposable>();
        for (var count = 1; count <= 6; count++)
        {
            Assert.Equal("not now", (await client.FailAsync()).Status.Detail);
            if (count % 2 == 0)
            {
                var watch = client.Notes.WatchNotes(new WatchNotesRequest());
                await watch.ResponseHeadersAsync;
                watches.Add(watch);
            }
        }

        watches.ForEach(watch => watch.Dispose());
    }

    [Fact]
    public async Task Circuit_CountsServersThatCannotBeReached()
    {
        using var client = new TestClient(["127.0.0.1:1"], options => options.Config.Retry.MaxAttempts = 1);
        for (var count = 0; count < 5; count++)
        {
            Assert.NotEqual("CIRCUIT_OPEN", (await client.FailAsync()).Reason());
        }

        Assert.Equal("CIRCUIT_OPEN", (await client.FailAsync()).Reason());
    }

    private static TestClient Client(Backend backend, TimeProvider clock) => new(backend, options =>
    {
        options.Clock = clock;
        options.Config.Retry.MaxAttempts = 1;
        options.Config.Breaker.Failures = 3;
    });

    private static RpcException Draining() => new Google.Rpc.Status
    {
        Code = (int)StatusCode.Unavailable,
        Details = { Any.Pack(new ErrorInfo { Reason = "DRAINING" }) },
    }.ToRpcException();

    /// <summary>A clock whose time stands; deadlines are the system's all the same.</summary>
    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
