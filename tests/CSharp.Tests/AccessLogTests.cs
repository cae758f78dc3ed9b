using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class AccessLogTests
{
    private static readonly string[] s_names =
        ["time", "level", "msg", "method", "kind", "code", "duration_ms", "peer", "identity", "trace_id", "span_id", "received", "sent", "deadline_ms", "reason", "error"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Unary_IsOneLine_WithEveryField()
    {
        await using var server = await ShopServer.StartAsync();
        var headers = new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }, { "authorization", "Bearer a-secret" } };
        await server.Notes.CreateNoteAsync(new() { NoteId = "a-key", Note = new() { Title = "a-title" } }, headers);
        var (text, line) = await LineAsync(server);
        Assert.Equal(s_names[..14], line.EnumerateObject().Select(property => property.Name));
        Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$", Text(line, "time"));
        Assert.Equal("info call notes.v1.Notes/CreateNote unary OK", string.Join(' ', s_names[1..6].Select(name => Text(line, name))));
        Assert.InRange(line.GetProperty("duration_ms").GetDouble(), 0.001, 10_000);
        Assert.Matches("^ipv4:127\\.0\\.0\\.1:[0-9]+$", Text(line, "peer"));
        Assert.Equal("", Text(line, "identity"));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Text(line, "trace_id"));
        Assert.Matches("^[0-9a-f]{16}$", Text(line, "span_id"));
        Assert.NotEqual("b7ad6b7169203331", Text(line, "span_id"));
        Assert.Equal((1, 1, 30_000), Counts(line));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-title", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-zzf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("secret\"}")]
    public async Task Trace_ThatIsNoTrace_IsNotLogged(string parent)
    {
        await using var server = await ShopServer.StartAsync();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = "full" }, new Metadata { { "traceparent", parent } }).ResponseAsync);
        var (text, line) = await LineAsync(server);
        Assert.Matches("^[0-9a-f]{32}$", Text(line, "trace_id"));
        Assert.NotEqual(new string('0', 32), Text(line, "trace_id"));
        Assert.DoesNotContain(parent, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_GoesOnInTheHandler_ThoughNoOneRecordsSpans()
    {
        var seen = new TaskCompletionSource<Activity?>();
        await using var server = await ShopServer.StartAsync(options: options =>
        {
            options.Services.AddSingleton(seen);
            options.Intercept<Watcher>();
        });
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var headers = new Metadata { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" }, { "tracestate", "vendor=1" }, { "baggage", "tenant=7" } };
        await server.Notes.CreateNoteAsync(new() { NoteId = "a" }, headers);
        var part = await seen.Task;
        Assert.NotNull(part);
        Assert.Equal((Trace, "b7ad6b7169203331", "vendor=1", "7"), (part.TraceId.ToHexString(), part.ParentSpanId.ToHexString(), part.TraceStateString, part.GetBaggageItem("tenant")));
        Assert.True(part.ActivityTraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        var (_, line) = await LineAsync(server);
        Assert.Equal((Trace, part.SpanId.ToHexString()), (Text(line, "trace_id"), Text(line, "span_id")));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("a \"quoted\" \\ path\n\tand \u0001")]
    [InlineData("Größe, 日本 and 😀\u2028")]
    public void Line_IsTheSameTextWhenRead(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new LineWriter(stream))
        {
            LogLine.Begin(LogFormat.Json, DateTimeOffset.UnixEpoch, LogLevel.Warning, text).Add("name"u8, text).Add("count"u8, -3).Add("time_ms"u8, TimeSpan.FromMicroseconds(12_007)).WriteTo(writer);
        }

        var line = Assert.Single(System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var read = JsonDocument.Parse(line);
        Assert.Equal((text, text, "1970-01-01T00:00:00.000Z", "warn"), (Text(read.RootElement, "msg"), Text(read.RootElement, "name"), Text(read.RootElement, "time"), Text(read.RootElement, "level")));
        Assert.EndsWith(",\"count\":-3,\"time_ms\":12.007}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_HasItsReason()
    {
        await using var server = await ShopServer.StartAsync();
        await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "a-key" }).ResponseAsync);
        var (text, line) = await LineAsync(server);
        Assert.Equal(s_names[..15], line.EnumerateObject().Select(property => property.Name));
        Assert.Equal("info NOT_FOUND RESOURCE_NOT_FOUND", $"{Text(line, "level")} {Text(line, "code")} {Text(line, "reason")}");
        Assert.Equal((1, 0, 30_000), Counts(line));
        Assert.DoesNotContain("a-key", text, StringComparison.Ordinal);
    }

    /// <summary>The library would log the text of every refusal there.</summary>
    [Fact]
    public async Task Debug_NamesNoResourceEither()
    {
        await using var server = await ShopServer.StartAsync(config => config.Telemetry.LogLevel = ServiceLogLevel.Debug);
        for (var call = 0; call < 2; call++)
        {
            await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "a-key" }).ResponseAsync);
        }

        // All that there is to say of the first call stands before the line of the second.
        await Eventually.HoldsAsync(() => Calls(server).Count == 2);
        Assert.Contains(server.Log, line => line.Contains("Request starting", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log, line => line.Contains("a-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exception_IsAnError_OfItsType_AndIsLoggedOnceWithItsStack()
    {
        await using var server = await ShopServer.StartAsync();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = "bug" }).ResponseAsync);
        var (_, line) = await LineAsync(server);
        Assert.Equal(s_names, line.EnumerateObject().Select(property => property.Name));
        Assert.Equal("error INTERNAL INTERNAL System.InvalidOperationException", $"{Text(line, "level")} {Text(line, "code")} {Text(line, "reason")} {Text(line, "error")}");

        // It is logged outside the access log, and so after the call's line.
        await Eventually.HoldsAsync(() => Unexpected(server).Any());
        var unexpected = Assert.Single(Unexpected(server));
        Assert.Contains("a secret", Text(unexpected, "error"), StringComparison.Ordinal);
        Assert.Contains("   at ", Text(unexpected, "error"), StringComparison.Ordinal);
        Assert.Equal(Text(line, "trace_id"), Text(unexpected, "trace_id"));
    }

    [Theory]
    [InlineData("own", "error", "DATA_LOSS", "")]
    [InlineData("full", "warn", "RESOURCE_EXHAUSTED", "STORE_FULL")]
    public async Task Status_HasItsLevel(string name, string level, string code, string reason)
    {
        await using var server = await ShopServer.StartAsync();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = name }).ResponseAsync);
        var (_, line) = await LineAsync(server);
        Assert.Equal((level, code, reason), (Text(line, "level"), Text(line, "code"), Text(line, "reason")));
        Assert.False(line.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Deadline_IsLoggedAsWhatItIs_OnEveryKind()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.Methods =
            Methods("shop.v1.Shop/Fail", "shop.v1.Shop/ImportItems", "shop.v1.Shop/WatchStock", "notes.v1.Notes/WatchNote"));
        using var unary = server.Client.FailAsync(new Item { Name = "wait" });
        using var import = server.Client.ImportItems();
        using var watch = server.Client.WatchStock();
        using var notes = server.Notes.WatchNote(new());
        await Eventually.HoldsAsync(() => Calls(server).Count == 4);
        Assert.All(Calls(server), line => Assert.Equal(("warn", "DEADLINE_EXCEEDED", "", 200), (Text(line, "level"), Text(line, "code"), Text(line, "reason"), Counts(line).Deadline)));
        Assert.Equal(["bidi", "client_stream", "server_stream", "unary"], Calls(server).Select(line => Text(line, "kind")).Order());
    }

    [Fact]
    public async Task Streams_CountTheirMessages()
    {
        await using var server = await ShopServer.StartAsync();
        using var import = server.Client.ImportItems();
        await import.RequestStream.WriteAsync(new Item { Id = "a" });
        await import.RequestStream.WriteAsync(new Item { Id = "b" });
        await import.RequestStream.CompleteAsync();
        await import.ResponseAsync;
        await server.ListAsync(new());
        using var watch = server.Client.WatchStock();
        await watch.RequestStream.WriteAsync(new StockCommand { Id = "a", Delta = 1 });
        await watch.RequestStream.CompleteAsync();
        await watch.ResponseStream.ReadAllAsync().ToListAsync();
        await Eventually.HoldsAsync(() => Calls(server).Count == 3);
        Assert.Equal(
            ["client_stream OK (2, 1, 600000)", "server_stream OK (1, 2, 600000)", "bidi OK (1, 1, 0)"],
            Calls(server).Select(line => $"{Text(line, "kind")} {Text(line, "code")} {Counts(line)}"));
    }

    [Fact]
    public async Task Cancel_InMidStream_IsCancelled_OnEveryKind_AndNothingIsAnError()
    {
        await using var server = await ShopServer.StartAsync();
        await server.PutAsync([.. Enumerable.Range(0, 50).Select(index => new Item { Id = $"{index}", Name = new string('x', 100_000) })]);
        for (var i = 0; i < 10; i++)
        {
            using var end = new CancellationTokenSource();
            using var unary = server.Client.FailAsync(new Item { Name = "wait" }, cancellationToken: end.Token);
            using var import = server.Client.ImportItems(cancellationToken: end.Token);
            await import.RequestStream.WriteAsync(new Item { Id = "a" });
            using var list = server.Client.ListItems(new() { PageSize = 1000 }, cancellationToken: end.Token);
            await list.ResponseStream.MoveNext(CancellationToken.None);
            using var watch = server.Client.WatchStock(cancellationToken: end.Token);
            await watch.ResponseHeadersAsync.WaitAsync(s_patience);
            using var notes = server.Notes.WatchNote(new(), cancellationToken: end.Token);
            await notes.ResponseHeadersAsync.WaitAsync(s_patience);
            await Eventually.HoldsAsync(() => server.Calls == 5);
            await end.CancelAsync();
            await Eventually.HoldsAsync(() => server.Calls == 0);
        }

        await Eventually.HoldsAsync(() => Calls(server).Count == 50);
        Assert.All(Calls(server), line => Assert.Equal(("info", "CANCELLED"), (Text(line, "level"), Text(line, "code"))));
        Assert.DoesNotContain(Lines(server), line => Text(line, "level") == "error");
    }

    [Fact]
    public async Task Off_SaysNothing_AndLevel_LeavesTheLighterOut()
    {
        await using var off = await ShopServer.StartAsync(config => config.Telemetry.AccessLog = false);
        await off.ListAsync(new());
        await using var warn = await ShopServer.StartAsync(config => config.Telemetry.LogLevel = ServiceLogLevel.Warn);
        await warn.ListAsync(new());
        await Assert.ThrowsAsync<RpcException>(() => warn.Client.FailAsync(new Item { Name = "full" }).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => off.Client.FailAsync(new Item { Name = "full" }).ResponseAsync);
        var (_, line) = await LineAsync(warn);
        Assert.Equal("warn", Text(line, "level"));
        Assert.Empty(Calls(off));
    }

    [Fact]
    public async Task Text_SaysTheSame()
    {
        await using var server = await ShopServer.StartAsync(config => config.Telemetry.LogFormat = LogFormat.Text);
        await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "a" }).ResponseAsync);
        await Eventually.HoldsAsync(() => server.Log.Any(line => line.Contains(" info call ", StringComparison.Ordinal)));
        Assert.Matches(
            "^[-0-9T:.]+Z info call method=notes\\.v1\\.Notes/GetNote kind=unary code=NOT_FOUND duration_ms=[0-9.]+ peer=ipv4:127\\.0\\.0\\.1:[0-9]+ trace_id=[0-9a-f]{32} span_id=[0-9a-f]{16} "
            + "received=1 sent=0 deadline_ms=30000 reason=RESOURCE_NOT_FOUND$",
            server.Log[^1]);
        Assert.Matches("^[-0-9T:.]+Z warn messages are kept in memory", server.Log.First(line => line.Contains("memory", StringComparison.Ordinal)));
    }

    [Fact]
    public void Line_OfAnyText_IsOneLine_AndWhole()
    {
        var log = new RecordingStream();
        using (var lines = new LineWriter(log))
        {
            foreach (var format in new[] { LogFormat.Json, LogFormat.Text })
            {
                LogLine.Begin(format, DateTimeOffset.UnixEpoch, LogLevel.Error, "half \ud800").Add("identity"u8, "cn:a\n1970 info call \"\\\u0001\udc00ü").AddStack("first\nsecond").WriteTo(lines);
            }
        }

        var json = JsonDocument.Parse(log.Lines[0]).RootElement;
        Assert.Equal(("half \ufffd", "cn:a\n1970 info call \"\\\u0001\ufffdü", "first\nsecond"), (Text(json, "msg"), Text(json, "identity"), Text(json, "error")));

        // Nothing that a caller is called begins a line; only a stack has several.
        Assert.Equal(["1970-01-01T00:00:00.000Z error half \ufffd identity=cn:a 1970 info call \"\\ \ufffdü error=first", "second"], log.Lines.Skip(1));
    }

    [Fact]
    public async Task Writer_KeepsOrder_AndLosesNothing_WhenItsStreamIsSlow()
    {
        var stream = new RecordingStream { Pause = TimeSpan.FromMilliseconds(20) };
        using (var lines = new LineWriter(stream))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    lines.Write(System.Text.Encoding.ASCII.GetBytes($"{writer} {i} {new string('x', 100)}\n"));
                }
            })));
        }

        Assert.Equal(40_000, stream.Lines.Count);
        Assert.All(stream.Lines.GroupBy(line => line[0]), writer => Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}"), writer.Select(line => line.Split(' ')[1])));
    }

    internal static IReadOnlyList<JsonElement> Calls(ShopServer server) => [.. Lines(server).Where(line => Text(line, "msg") == "call")];

    internal static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    internal static IReadOnlyList<JsonElement> Lines(ShopServer server) => [.. server.Log.Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<(string Text, JsonElement Line)> LineAsync(ShopServer server)
    {
        await Eventually.HoldsAsync(() => Calls(server).Count > 0);
        var line = Assert.Single(Calls(server));
        return (line.GetRawText(), line);
    }

    private static IEnumerable<JsonElement> Unexpected(ShopServer server) =>
        Lines(server).Where(line => line.GetProperty("msg").GetString()!.Contains("failed unexpectedly", StringComparison.Ordinal));

    private static (long Received, long Sent, double Deadline) Counts(JsonElement line) => (
        line.GetProperty("received").GetInt64(), line.GetProperty("sent").GetInt64(), line.TryGetProperty("deadline_ms", out var deadline) ? deadline.GetDouble() : 0);

    private static Dictionary<string, TimeSpan> Methods(params string[] names) => names.ToDictionary(name => name, _ => TimeSpan.FromMilliseconds(200));

    private sealed class Watcher(TaskCompletionSource<Activity?> seen) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.SetResult(Activity.Current);
            return continuation(request, context);
        }
    }
}
