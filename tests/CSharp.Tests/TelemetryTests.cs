using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Notes.V1;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class TelemetryTests
{
    private const string Started = "grpc.server.call.started";
    private const string Duration = "grpc.server.call.duration";
    private const string Sent = "grpc.server.call.sent_total_compressed_message_size";
    private const string Received = "grpc.server.call.rcvd_total_compressed_message_size";

    [Fact]
    public async Task Metrics_TellEveryCall_ByMethodAndStatus()
    {
        await using var server = await ShopServer.StartAsync();
        using var metrics = new Recorder(server);
        var note = await server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "b" }).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => CallUnknownAsync(server));
        using var end = new CancellationTokenSource();
        using var feed = server.Client.WatchStock(cancellationToken: end.Token);
        await feed.ResponseHeadersAsync;
        await end.CancelAsync();
        await Eventually.HoldsAsync(() => metrics.Of(Received).Count == 4);
        Assert.Equal(
            ["notes.v1.Notes/CreateNote", "notes.v1.Notes/GetNote", "other", "shop.v1.Shop/WatchStock"], metrics.Of(Started).Select(one => one.Labels).Order());
        string[] ends = ["notes.v1.Notes/CreateNote OK", "notes.v1.Notes/GetNote NOT_FOUND", "other UNIMPLEMENTED", "shop.v1.Shop/WatchStock CANCELLED"];
        Assert.Equal(ends, metrics.Of(Duration).Select(one => one.Labels).Order());
        Assert.All(metrics.Of(Duration), one => Assert.InRange(one.Value, 0.000001, 10));
        Assert.Equal(ends, metrics.Of(Sent).Select(one => one.Labels).Order());
        Assert.Equal(ends, metrics.Of(Received).Select(one => one.Labels).Order());
        Assert.Equal(note.CalculateSize(), metrics.Of(Sent).Single(one => one.Labels == ends[0]).Value);
        Assert.Equal(new CreateNoteRequest { NoteId = "a" }.CalculateSize(), metrics.Of(Received).Single(one => one.Labels == ends[0]).Value);
        Assert.Equal(new GetNoteRequest { Id = "b" }.CalculateSize(), metrics.Of(Received).Single(one => one.Labels == ends[1]).Value);
        Assert.Equal(0, metrics.Of(Sent).Single(one => one.Labels == ends[1]).Value);
    }

    [Fact]
    public async Task Sizes_AreThoseOfAllMessages_OnTheWire()
    {
        await using var server = await ShopServer.StartAsync();
        using var metrics = new Recorder(server);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { CompressionProviders = [new GzipCompressionProvider(CompressionLevel.Optimal)] });
        var items = Enumerable.Range(0, 20).Select(index => new Item { Id = $"{index:D2}", Name = new string('x', 40_000) }).ToList();
        foreach (var isCompressed in new[] { false, true })
        {
            using var import = new Shop.V1.Shop.ShopClient(channel).ImportItems(isCompressed ? new Metadata { { "grpc-internal-encoding-request", "gzip" } } : null);
            foreach (var item in items)
            {
                await import.RequestStream.WriteAsync(item);
            }

            await import.RequestStream.CompleteAsync();
            await import.ResponseAsync;

            // A call is measured when it is over, a moment after its answer.
            await Eventually.HoldsAsync(() => metrics.Of(Received).Count == (isCompressed ? 2 : 1));
        }

        var listed = (await server.ListAsync(new())).Items;
        await Eventually.HoldsAsync(() => metrics.Of(Received).Count == 3);
        Assert.Equal(items.Sum(item => item.CalculateSize()), metrics.Of(Received)[0].Value);
        Assert.InRange(metrics.Of(Received)[1].Value, 1000, 10_000);
        Assert.Equal(listed.Sum(item => item.CalculateSize()), metrics.Of(Sent)[2].Value);
    }

    [Fact]
    public async Task Deadline_IsMeasuredAsWhatItIs()
    {
        await using var server = await ShopServer.StartAsync(config => config.Deadlines.Unary = TimeSpan.FromMilliseconds(100));
        using var metrics = new Recorder(server);
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = "wait" }).ResponseAsync);
        await Eventually.HoldsAsync(() => metrics.Of(Duration).Count == 1);
        Assert.Equal("shop.v1.Shop/Fail DEADLINE_EXCEEDED", metrics.Of(Duration)[0].Labels);
    }

    [Fact]
    public async Task Exporter_None_LoadsNothing()
    {
        await using var server = await ShopServer.StartAsync();
        Assert.Null(server.Services.GetService<MeterProvider>());
        Assert.Null(server.Services.GetService<TracerProvider>());
        Assert.False(server.Services.GetRequiredService<ServerMetrics>().IsEnabled);
    }

    [Fact]
    public async Task Span_ContinuesTheCallersTrace_AndIsNamedByItsMethod()
    {
        List<Activity> spans = [];
        await using var server = await ShopServer.StartAsync(
            config => config.Telemetry.Exporter = TelemetryExporter.Otlp,
            options => options.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new Collector(spans))));

        // A trace of its own: the spans of all servers in this process come here.
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var headers = new Metadata { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } };
        await Assert.ThrowsAsync<RpcException>(() => server.Notes.GetNoteAsync(new() { Id = "b" }, headers).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = "bug" }, headers).ResponseAsync);
        await Eventually.HoldsAsync(() => Of(server, spans).Count == 2);

        // They are in the order in which they ended, and a call's may end a moment after its answer.
        var (get, fail) = (Span("notes.v1.Notes/GetNote"), Span("shop.v1.Shop/Fail"));
        Assert.Equal((trace, "b7ad6b7169203331"), (get.TraceId.ToHexString(), get.ParentSpanId.ToHexString()));
        Assert.Equal((ActivityKind.Server, ActivityStatusCode.Unset), (get.Kind, get.Status));
        Assert.Equal(
            ("grpc", "notes.v1.Notes", "GetNote", 5),
            (get.GetTagItem("rpc.system"), get.GetTagItem("rpc.service"), get.GetTagItem("rpc.method"), get.GetTagItem("rpc.grpc.status_code")));
        Assert.Equal(ActivityStatusCode.Error, fail.Status);
        await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count == 2);
        Assert.Equal(get.SpanId.ToHexString(), AccessLogTests.Text(AccessLogTests.Calls(server)[0], "span_id"));

        Activity Span(string method) => Of(server, spans).Single(span => span.DisplayName == method);
    }

    [Fact]
    public async Task SampleRatio_Zero_KeepsNoTraceThatBeginsHere_ButThoseOfCallersThatDo()
    {
        List<Activity> spans = [];
        await using var server = await ShopServer.StartAsync(
            config => (config.Telemetry.Exporter, config.Telemetry.SampleRatio) = (TelemetryExporter.Console, 0),
            options => options.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new Collector(spans))));
        foreach (var parent in new[] { null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" })
        {
            await server.Notes.CreateNoteAsync(new() { NoteId = "a" + parent?[3] }, parent is null ? [] : new Metadata { { "traceparent", parent } });
        }

        await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count == 3 && Of(server, spans).Count > 0);
        Assert.Single(Of(server, spans));
        Assert.Equal("1af7651916cd43dd8448eb211c80319c", Of(server, spans)[0].TraceId.ToHexString());
        Assert.All(AccessLogTests.Calls(server), line => Assert.Matches("^[0-9a-f]{32}$", AccessLogTests.Text(line, "trace_id")));
    }

    [Fact]
    public async Task Prometheus_AndOtlp_GetTheMetrics_WhereTheEnvironmentSays()
    {
        using var port = new HeldPort();
        using var collector = new HeldPort();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{collector.Number}/");
        listener.Start();
        ConcurrentDictionary<string, bool> paths = [];
        _ = TakeAsync(listener, paths);
        using var environment = new EnvironmentVariables(
            ("OTEL_EXPORTER_PROMETHEUS_PORT", port.Number.ToString(CultureInfo.InvariantCulture)),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{collector.Number}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        await using (var server = await ShopServer.StartAsync(config => config.Telemetry.Exporter = TelemetryExporter.Prometheus))
        {
            await server.Notes.CreateNoteAsync(new() { NoteId = "a" });
            using var client = new HttpClient();
            var text = await client.GetStringAsync(new Uri($"http://localhost:{port.Number}/metrics"));
            Assert.Matches("(?m)^grpc_server_call_started(_calls)?_total\\{.*grpc_method=\"notes.v1.Notes/CreateNote\".*\\} 1", text);
            Assert.Matches("(?m)^grpc_server_call_duration_seconds_bucket\\{.*grpc_status=\"OK\".*le=\"0.00001|1E-05", text);
            Assert.Contains("service_name=\"shop\"", text, StringComparison.Ordinal);
        }

        await using (var server = await ShopServer.StartAsync(config =>
            (config.Telemetry.Exporter, config.Telemetry.MetricInterval) = (TelemetryExporter.Otlp, TimeSpan.FromMilliseconds(100))))
        {
            await server.Notes.CreateNoteAsync(new() { NoteId = "a" });
            await Eventually.HoldsAsync(() => paths.Count == 2);
            Assert.Equal(["/v1/metrics", "/v1/traces"], paths.Keys.Order());
        }
    }

    [Fact]
    public async Task Exporter_WhoseCollectorIsNotThere_OrWhoseVariablesMakeNoSense_SaysSoOnce()
    {
        using var port = new HeldPort();
        var nowhere = $"http://127.0.0.1:{port.Number}";
        using var environment = new EnvironmentVariables(("OTEL_EXPORTER_OTLP_ENDPOINT", nowhere), ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"));
        await using var server = await ShopServer.StartAsync(config =>
            (config.Telemetry.Exporter, config.Telemetry.MetricInterval) = (TelemetryExporter.Otlp, TimeSpan.FromMilliseconds(50)));
        await server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        await Eventually.HoldsAsync(() => Troubles("OTEL_EXPORTER_OTLP_TIMEOUT").Count > 0 && Troubles(nowhere).Count > 0);

        // Six more exports fail, with the same words.
        await Task.Delay(300);
        Assert.Equal(Troubles(nowhere).Distinct(), Troubles(nowhere));

        List<string> Troubles(string about) =>
            [.. AccessLogTests.Lines(server).Select(line => AccessLogTests.Text(line, "msg")).Where(text => text.StartsWith("telemetry: ", StringComparison.Ordinal) && text.Contains(about, StringComparison.Ordinal))];
    }

    // Servers of other tests run in this process too, under the same source.
    private static IReadOnlyList<Activity> Of(ShopServer server, List<Activity> spans)
    {
        var traces = AccessLogTests.Calls(server).Select(line => AccessLogTests.Text(line, "trace_id")).ToHashSet();
        lock (spans)
        {
            return [.. spans.Where(span => traces.Contains(span.TraceId.ToHexString()))];
        }
    }

    private static async Task TakeAsync(HttpListener listener, ConcurrentDictionary<string, bool> paths)
    {
        try
        {
            while (true)
            {
                var request = await listener.GetContextAsync();
                paths[request.Request.Url!.AbsolutePath] = true;
                request.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task CallUnknownAsync(ShopServer server)
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "shop.v1.Shop", "Nope", bytes, bytes);
        await server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), [1, 2, 3]);
    }

    /// <summary>What one server's meter tells.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value, string Labels)> _measurements = [];

        public Recorder(ShopServer server)
        {
            var meters = server.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Take(instrument, value, labels));
            _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Take(instrument, value, labels));
            _listener.Start();
        }

        public IReadOnlyList<(string Name, double Value, string Labels)> Of(string name)
        {
            lock (_measurements)
            {
                return [.. _measurements.Where(one => one.Name == name)];
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var text = string.Join(' ', labels.ToArray().Select(label => label.Value));
            lock (_measurements)
            {
                _measurements.Add((instrument.Name, value, text));
            }
        }
    }

    private sealed class Collector(List<Activity> spans) : OpenTelemetry.BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            lock (spans)
            {
                spans.Add(data);
            }
        }
    }
}
