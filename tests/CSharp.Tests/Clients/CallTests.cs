using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class CallTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Deadline_IsTheConfigurations_OrTheCallers()
    {
        var left = new List<TimeSpan?>();
        var answers = new Answers
        {
            OnGet = (_, context) =>
            {
                left.Add(context.Deadline == DateTime.MaxValue ? null : context.Deadline - DateTime.UtcNow);
                return Task.FromResult(new Note());
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options => options.Config.Deadline = TimeSpan.FromSeconds(20));
        await client.GetAsync();
        await client.GetAsync(options: new CallOptions(deadline: DateTime.UtcNow.AddSeconds(50)));
        foreach (var timeout in new[] { TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90), Timeout.InfiniteTimeSpan })
        {
            await Over(client, new CallSettings { Timeout = timeout }).GetNoteAsync(new GetNoteRequest());
        }

        Assert.InRange(left[0]!.Value.TotalSeconds, 5.1, 20);
        Assert.InRange(left[1]!.Value.TotalSeconds, 20.1, 50);
        Assert.InRange(left[2]!.Value.TotalSeconds, 0.1, 5);
        Assert.InRange(left[3]!.Value.TotalSeconds, 50.1, 90);
        Assert.Null(left[4]);
    }

    /// <summary>A server that ended a call before its caller's time is up would have to say that it was not the deadline.</summary>
    [Fact]
    public async Task Deadline_IsNotOverAtTheServer_BeforeItIsAtTheCaller()
    {
        var end = DateTime.MinValue;
        var answers = new Answers
        {
            OnGet = (_, context) =>
            {
                end = DateTime.UtcNow + GrpcTimeout.Parse(context.GetHttpContext().Request.Headers[GrpcTimeout.Header])!.Value;
                return Task.FromResult(new Note());
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);
        await client.GetAsync();
        var compared = 0;
        for (var call = 0; call < 50; call++)
        {
            // Below a second: longer ones are rounded up.
            var deadline = DateTime.UtcNow.AddMilliseconds(990);
            try
            {
                await client.GetAsync(options: new CallOptions(deadline: deadline));
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.DeadlineExceeded)
            {
                // A machine with that much else to do.
                continue;
            }

            Assert.True(end >= deadline, $"{end:O} is before {deadline:O}");
            compared++;
        }

        Assert.NotEqual(0, compared);
    }

    /// <summary>gRPC throws a server's reset, though it knows better, where that comes as its own timer does.</summary>
    [Fact]
    public async Task Deadline_ThatComesWithTheServersReset_IsOne()
    {
        var reset = new RpcException(new Status(StatusCode.Cancelled, "reset"));
        foreach (var (known, told) in new[] { (StatusCode.DeadlineExceeded, StatusCode.DeadlineExceeded), (StatusCode.Cancelled, StatusCode.Cancelled) })
        {
            var (one, many) = (new Watch(), new Watch());
            Status Known() => new(known, "");
            var answers = many.Reader(new Broken(reset), Task.FromResult<Metadata>([]), () => [], Known);

            Assert.Equal(told, (await Assert.ThrowsAsync<RpcException>(() => one.ResponseAsync(Task.FromException<Note>(reset), Task.FromResult<Metadata>([]), () => [], Known))).StatusCode);
            Assert.Equal(told, (await Assert.ThrowsAsync<RpcException>(() => answers.MoveNext(default))).StatusCode);
            Assert.Equal((told, told), (one.Seen, many.Seen));
        }
    }

    [Fact]
    public async Task StreamDeadline_EndsAStream()
    {
        var answers = new Answers { OnWatch = (_, context) => Task.Delay(Timeout.Infinite, context.CancellationToken) };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options => options.Config.StreamDeadline = TimeSpan.FromMilliseconds(300));
        using var call = client.Notes.WatchNotes(new WatchNotesRequest());

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitForReady_WaitsForTheServer_AndWithoutItTheCallFails(bool byConfiguration)
    {
        await using var taken = await Backend.StartAsync(new Answers());
        await taken.KillAsync();
        using var client = new TestClient(taken, options =>
        {
            options.Config.WaitForReady = byConfiguration;
            options.Config.Retry.MaxAttempts = 1;
        });
        if (!byConfiguration)
        {
            Assert.Equal(StatusCode.Unavailable, (await client.FailAsync()).StatusCode);
        }

        var waiting = byConfiguration ? client.GetAsync("waits") : Over(client, new CallSettings { WaitForReady = true }).GetNoteAsync(new GetNoteRequest { Id = "waits" }).ResponseAsync;
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await using var backend = await Backend.StartAsync(new Answers(), taken.Port);

        Assert.Equal("waits", (await waiting.WaitAsync(s_patience)).Id);
    }

    [Fact]
    public async Task Cancel_ReachesTheServer_OfEveryKindOfCall()
    {
        var ended = new SemaphoreSlim(0);
        async Task UntilCancelledAsync(ServerCallContext context)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            finally
            {
                ended.Release();
            }
        }

        var answers = new Answers
        {
            OnGet = async (_, context) =>
            {
                await UntilCancelledAsync(context);
                return new Note();
            },
            OnWatch = async (responses, context) =>
            {
                await responses.WriteAsync(new Note());
                await UntilCancelledAsync(context);
            },
            OnStock = (_, _, context) => UntilCancelledAsync(context),
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);

        using var cancel = new CancellationTokenSource();
        var waiting = client.FailAsync(new CallOptions(cancellationToken: cancel.Token));
        await Eventually.HoldsAsync(() => answers.Calls == 1);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await waiting).StatusCode);
        Assert.True(await ended.WaitAsync(s_patience));

        await foreach (var note in ClientCall.ServerStreamAsync(token => client.Notes.WatchNotes(new WatchNotesRequest(), cancellationToken: token), default))
        {
            break;
        }

        Assert.True(await ended.WaitAsync(s_patience));

        using var duplex = client.Shop.WatchStock();
        await duplex.RequestStream.WriteAsync(new StockCommand());
        await Eventually.HoldsAsync(() => answers.Calls == 3);
        duplex.Dispose();
        Assert.True(await ended.WaitAsync(s_patience));
    }

    /// <summary>Whoever uploads and has nothing more to send at the moment hears at once that the server has refused it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_ThatTheServerEnds_IsOver_WhileItsRequestsStillWait(bool listens)
    {
        await using var backend = await Backend.StartAsync(new Answers());
        using var client = new TestClient(backend);
        var (never, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        async IAsyncEnumerable<Item> RequestsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return new Item { Id = "a" };
                await never.Task.WaitAsync(listens ? cancellationToken : CancellationToken.None);
            }
            finally
            {
                left.SetResult();
            }
        }

        var upload = ClientCall.ClientStreamAsync(client.Shop.ImportItems(), RequestsAsync(), default);
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => upload.WaitAsync(s_patience))).StatusCode);
        if (!listens)
        {
            never.SetResult();
        }

        await left.Task.WaitAsync(s_patience);
    }

    [Fact]
    public async Task CallWithinACall_EndsWithIt_AndHasItsDeadline()
    {
        var seen = new List<DateTime>();
        var inner = new Answers
        {
            OnGet = async (_, context) =>
            {
                seen.Add(context.Deadline);
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return new Note();
            },
        };
        await using var innerBackend = await Backend.StartAsync(inner);
        using var innerClient = new TestClient(innerBackend);
        var innerEnds = new List<StatusCode>();
        var outer = new Answers
        {
            OnGet = async (request, context) =>
            {
                var failure = await Assert.ThrowsAsync<RpcException>(
                    async () => await Over(innerClient, CallSettings.Within(context)).GetNoteAsync(request));
                innerEnds.Add(failure.StatusCode);
                throw failure;
            },
        };
        await using var outerBackend = await Backend.StartAsync(outer);
        using var client = new TestClient(outerBackend);

        // It comes over the wire as the time that is left, so that the way of a call is added to it.
        var deadline = DateTime.UtcNow.AddMinutes(5);
        using var cancel = new CancellationTokenSource();
        var cancelled = client.FailAsync(new CallOptions(deadline: deadline, cancellationToken: cancel.Token));
        await Eventually.HoldsAsync(() => seen.Count == 1);
        Assert.InRange((seen[0] - deadline).TotalSeconds, -1, 60);
        await cancel.CancelAsync();
        await cancelled;
        await Eventually.HoldsAsync(() => innerEnds.Count == 1);
        Assert.Equal(StatusCode.Cancelled, innerEnds[0]);

        Assert.Equal(StatusCode.DeadlineExceeded, (await client.FailAsync(new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(400)))).StatusCode);
        await Eventually.HoldsAsync(() => innerEnds.Count == outer.Calls);
        Assert.All(innerEnds.Skip(1), end => Assert.True(end is StatusCode.DeadlineExceeded or StatusCode.Cancelled, $"{end}"));
    }

    [Fact]
    public async Task Settings_SendHeaders_AndReadHeadersAndTrailers()
    {
        var answers = new Answers
        {
            OnGet = async (_, context) =>
            {
                await context.WriteResponseHeadersAsync([new("served-by", "one")]);
                context.ResponseTrailers.Add("cost", "7");
                return new Note { Title = context.RequestHeaders.GetValue("tenant") };
            },
            OnWatch = async (responses, context) =>
            {
                await responses.WriteAsync(new Note { Title = context.RequestHeaders.GetValue("tenant") });
                context.ResponseTrailers.Add("cost", "8");
                throw new RpcException(new Status(StatusCode.Aborted, "no more"));
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);
        var (headers, trailers) = (new List<string?>(), new List<string?>());
        var notes = Over(client, new CallSettings
        {
            Headers = [new("tenant", "blue")],
            OnHeaders = metadata => headers.Add(metadata.GetValue("served-by")),
            OnTrailers = metadata => trailers.Add(metadata.GetValue("cost")),
        });

        Assert.Equal("blue", (await notes.GetNoteAsync(new GetNoteRequest())).Title);
        using var watch = notes.WatchNotes(new WatchNotesRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal("blue", watch.ResponseStream.Current.Title);
        await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default));

        Assert.Equal(["one", null], headers);
        Assert.Equal(["7", "8"], trailers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trace_OfTheCaller_GoesOn_WithAndWithoutAListener(bool listens)
    {
        string? traceparent = null;
        var answers = new Answers
        {
            OnGet = (_, context) =>
            {
                traceparent = context.RequestHeaders.GetValue("traceparent");
                return Task.FromResult(new Note());
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var listener = new ActivityListener { ShouldListenTo = _ => listens, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var client = new TestClient(backend);
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        await client.GetAsync();

        Assert.StartsWith($"00-{activity.TraceId.ToHexString()}-", traceparent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_CountCallsAndAttempts_ByMethodTargetAndStatus()
    {
        var answers = new Answers();
        answers.OnGet = (request, _) => answers.Calls == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "not now"))
            : Task.FromResult(new Note { Id = request.Id });
        answers.OnList = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no"));
        answers.OnWatch = async (responses, context) =>
        {
            await responses.WriteAsync(new Note { Id = "12345" });
            await responses.WriteAsync(new Note());
            await responses.WriteAsync(new Note { Id = "6" });
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);
        var measured = new List<(string Name, double Value, string Method, string? Status)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Grpc.Service.Client")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (labels["grpc.target"] == backend.Address)
            {
                lock (measured)
                {
                    measured.Add((instrument.Name, Convert.ToDouble(value, null), labels["grpc.method"], labels.GetValueOrDefault("grpc.status")));
                }
            }
        }

        listener.SetMeasurementEventCallback<long>(Add);
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
        await client.GetAsync("four");
        await Assert.ThrowsAsync<RpcException>(async () => await client.Notes.ListSheetsAsync(new ListSheetsRequest()));
        using (var watch = client.Notes.WatchNotes(new WatchNotesRequest()))
        {
            for (var count = 0; count < 3; count++)
            {
                Assert.True(await watch.ResponseStream.MoveNext(default));
            }
        }

        var seen = measured.Select(item => (item.Name["grpc.client.".Length..], item.Method["notes.v1.Notes/".Length..], item.Status)).ToList();
        Assert.Equal(4, seen.Count(item => item.Item1 == "attempt.started" && item.Status is null));
        Assert.Equal(
            [("GetNote", "UNAVAILABLE"), ("GetNote", "OK"), ("ListSheets", "NOT_FOUND"), ("WatchNotes", "CANCELLED")],
            seen.Where(item => item.Item1 == "attempt.duration").Select(item => (item.Item2, item.Status!)));
        Assert.Equal([("GetNote", "OK"), ("ListSheets", "NOT_FOUND"), ("WatchNotes", "CANCELLED")], seen.Where(item => item.Item1 == "call.duration").Select(item => (item.Item2, item.Status!)));
        double[] Sizes(string name) => [.. measured.Where(item => item.Name.Contains(name, StringComparison.Ordinal)).Select(item => item.Value)];
        Assert.Equal([6, 6, 0, 0], Sizes("sent_total_compressed_message_size"));
        Assert.Equal([0, 6, 0, 10], Sizes("rcvd_total_compressed_message_size"));
    }

    [Fact]
    public async Task Pages_OfAnswers_AreWalkedThrough_EachWhenTheOneBeforeHasBeenRead()
    {
        var answers = new Answers
        {
            OnList = (request, _) => Task.FromResult(new ListSheetsResponse
            {
                Sheets = { new Sheet { Id = request.PageToken + "1" }, new Sheet { Id = request.PageToken + "2" } },
                NextPageToken = request.PageToken switch { "" => "b", "b" => "c", _ => "" },
            }),
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);
        var request = new ListSheetsRequest { PageSize = 2 };
        IAsyncEnumerable<Sheet> All(string first) => ListPages.AllAsync(
            first, (page, token) => client.Notes.ListSheetsAsync(new(request) { PageToken = page }, cancellationToken: token).ResponseAsync, page => page.Sheets, page => page.NextPageToken, default);

        Assert.Equal(["1", "2", "b1", "b2", "c1", "c2"], await All("").Select(sheet => sheet.Id).ToListAsync());
        Assert.Equal(["c1", "c2"], await All("c").Select(sheet => sheet.Id).ToListAsync());
        await foreach (var sheet in All(""))
        {
            break;
        }

        Assert.Equal(5, answers.Calls);
    }

    [Fact]
    public async Task Pages_OfStreams_AreWalkedThrough_ByTheirTrailer()
    {
        var answers = new Answers
        {
            OnItems = async (request, responses, context) =>
            {
                await responses.WriteAsync(new Item { Id = request.PageToken + "1" });
                if (request.PageToken != "c")
                {
                    context.ResponseTrailers.Add("next-page-token", request.PageToken == "" ? "b" : "c");
                }
            },
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);
        var all = ListPages.AllAsync(
            "",
            (page, settings, token) => ClientCall.ServerStreamAsync(
                stop => new Shop.V1.Shop.ShopClient(settings.Over(client.Channel.CreateCallInvoker())).ListItems(new ListItemsRequest { PageToken = page }, cancellationToken: stop), token),
            default);

        Assert.Equal(["1", "b1", "c1"], await all.Select(item => item.Id).ToListAsync());
    }

    [Fact]
    public async Task Container_GivesClientsOverOneChannel_WithItsTokensAndInterceptors()
    {
        await using var backend = await Backend.StartAsync(new Answers());
        var counter = new Counter();
        var services = new ServiceCollection().AddSingleton(counter);
        Action<ClientOptions> configure = options =>
        {
            options.Config.Tls.Mode = TlsMode.Off;
            options.Config.Addresses = [backend.Address];
            options.Interceptors.Add(options.Services!.GetRequiredService<Counter>());
        };
        services.AddServiceClient(configure, channel => new Notes.V1.Notes.NotesClient(channel));
        services.AddServiceClient(null, channel => new Shop.V1.Shop.ShopClient(channel));
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.Equal("x", (await provider.GetRequiredService<Notes.V1.Notes.NotesClient>().GetNoteAsync(new GetNoteRequest { Id = "x" })).Id);
            using var items = provider.GetRequiredService<Shop.V1.Shop.ShopClient>().ListItems(new ListItemsRequest());
            Assert.False(await items.ResponseStream.MoveNext(default));
            Assert.Equal(1, counter.Calls);
        }

        services.AddSingleton<ITokenSource>(new NoToken());
        await using var plaintext = services.BuildServiceProvider();
        Assert.Throws<ConfigurationException>(plaintext.GetRequiredService<Notes.V1.Notes.NotesClient>);
    }

    private static Notes.V1.Notes.NotesClient Over(TestClient client, CallSettings settings) => new(settings.Over(client.Channel.CreateCallInvoker()));

    private sealed class Counter : Interceptor
    {
        public int Calls { get; private set; }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Calls++;
            return continuation(request, context);
        }
    }

    private sealed class Watch : CallWatch
    {
        public StatusCode Seen { get; private set; }

        protected override void Ended(Status status, Metadata trailers) => Seen = status.StatusCode;
    }

    private sealed class Broken(RpcException exception) : IAsyncStreamReader<Note>
    {
        public Note Current => new();

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(exception);
    }

    private sealed class NoToken : ITokenSource
    {
        public ValueTask<string> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult("t");
    }
}
