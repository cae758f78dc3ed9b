#nullable enable

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Peers.V1;

namespace Peers.Generated;

/// <summary>Makes calls, all at once, over channels that have names.</summary>
internal sealed class Caller(TextWriter output)
{
    private readonly ConcurrentDictionary<string, ServiceChannel> _channels = new();
    private readonly ConcurrentDictionary<int, RunningCall> _calls = new();

    /// <summary>Does what the lines say, until they end.</summary>
    public async Task RunAsync(TextReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            var command = JsonNode.Parse(line)!.AsObject();
            if ((string?)command["open"] is { } opened)
            {
                Open(opened, (string)command["config"]!);
            }
            else if ((string?)command["close"] is { } closed)
            {
                _channels[closed].Dispose();
                Tell(new JsonObject { ["close"] = closed });
            }
            else
            {
                Call((int)command["call"]!, command);
            }
        }
    }

    private void Open(string name, string config)
    {
        var answer = new JsonObject { ["open"] = name };
        try
        {
            _channels[name] = ServiceChannel.Open(ServiceConfig.Read(config, []).Client);
        }
        catch (ConfigurationException exception)
        {
            answer["problem"] = exception.Message;
        }

        Tell(answer);
    }

    private void Call(int id, JsonObject command)
    {
        if (command["cancel"] is not null)
        {
            _calls[id].Cancel();
            return;
        }

        if ((string?)command["method"] is { } method)
        {
            var call = _calls[id] = new RunningCall(command, answer => Tell(new JsonObject { ["call"] = id, ["answer"] = Json.Of(answer) }));
            _ = RunAsync(id, call, method, _channels[(string)command["channel"]!]);
        }

        foreach (var request in command["send"]?.AsArray() ?? [])
        {
            _calls[id].Requests.Writer.TryWrite(request!.ToJsonString());
        }

        if (command["last"] is not null)
        {
            _calls[id].Requests.Writer.Complete();
        }
    }

    private async Task RunAsync(int id, RunningCall call, string method, ServiceChannel channel)
    {
        var (end, trailers) = (new Google.Rpc.Status(), new Metadata());
        try
        {
            trailers = await Task.Run(() => call.RunAsync(method, new ActService.ActServiceClient(channel), new ItemService.ItemServiceClient(channel)));
        }
        catch (RpcException exception)
        {
            (end, trailers) = (exception.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)exception.StatusCode, Message = exception.Status.Detail }, exception.Trailers);
        }

        Tell(new JsonObject { ["call"] = id, ["end"] = Json.Of(end), ["trailers"] = Json.Of(trailers) });
    }

    private void Tell(JsonObject what)
    {
        lock (output)
        {
            output.WriteLine(what.ToJsonString());
            output.Flush();
        }
    }
}

/// <summary>A call that runs.</summary>
internal sealed class RunningCall(JsonObject command, Action<IMessage> answered)
{
    private readonly CancellationTokenSource _cancel = new();

    public Channel<string> Requests { get; } = Channel.CreateUnbounded<string>();

    private CallOptions Options
    {
        get
        {
            var metadata = new Metadata();
            foreach (var (name, value) in command["metadata"]?.AsObject() ?? [])
            {
                metadata.Add(name, (string)value!);
            }

            DateTime? deadline = command["timeout"] is { } timeout ? DateTime.UtcNow.AddMilliseconds((int)timeout) : null;
            return new CallOptions(metadata, deadline, _cancel.Token);
        }
    }

    public void Cancel() => _cancel.Cancel();

    /// <returns>The trailers.</returns>
    public Task<Metadata> RunAsync(string method, ActService.ActServiceClient acts, ItemService.ItemServiceClient items) => method switch
    {
        "peers.v1.ActService/Ask" => UnaryAsync<Act, Answer>(acts.AskAsync),
        "peers.v1.ActService/Tell" => UnaryAsync<Act, Answer>(acts.TellAsync),
        "peers.v1.ActService/Stream" => ServerStreamAsync<Act, Answer>(acts.Stream),
        "peers.v1.ActService/Collect" => ClientStreamAsync<Act, Answer>(acts.Collect),
        "peers.v1.ActService/Chat" => BidiAsync<Act, Answer>(acts.Chat),
        "peers.v1.ItemService/CreateItem" => UnaryAsync<CreateItemRequest, Item>(items.CreateItemAsync),
        "peers.v1.ItemService/GetItem" => UnaryAsync<GetItemRequest, Item>(items.GetItemAsync),
        "peers.v1.ItemService/ListItems" => ServerStreamAsync<ListItemsRequest, Item>(items.ListItems),
        "peers.v1.ItemService/ImportItems" => ClientStreamAsync<Item, ImportItemsResponse>(items.ImportItems),
        "peers.v1.ItemService/WatchItems" => ServerStreamAsync<WatchItemsRequest, Item>(items.WatchItems),
        "peers.v1.ItemService/WatchStock" => BidiAsync<WatchStockRequest, WatchStockResponse>(items.WatchStock),
        _ => throw new ArgumentException($"There is no method {method}."),
    };

    private async Task<Metadata> UnaryAsync<TRequest, TResponse>(Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method)
        where TRequest : IMessage, new()
        where TResponse : IMessage
    {
        using var call = method(await RequestAsync<TRequest>(), Options);
        answered(await call);
        return call.GetTrailers();
    }

    private async Task<Metadata> ServerStreamAsync<TRequest, TResponse>(Func<TRequest, CallOptions, AsyncServerStreamingCall<TResponse>> method)
        where TRequest : IMessage, new()
        where TResponse : IMessage
    {
        using var call = method(await RequestAsync<TRequest>(), Options);
        await ReceiveAsync(call.ResponseStream);
        return call.GetTrailers();
    }

    private async Task<Metadata> ClientStreamAsync<TRequest, TResponse>(Func<CallOptions, AsyncClientStreamingCall<TRequest, TResponse>> method)
        where TRequest : IMessage, new()
        where TResponse : IMessage
    {
        using var call = method(Options);
        await SendAsync(call.RequestStream);
        answered(await call);
        return call.GetTrailers();
    }

    private async Task<Metadata> BidiAsync<TRequest, TResponse>(Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> method)
        where TRequest : IMessage, new()
        where TResponse : IMessage
    {
        using var call = method(Options);
        _ = SendAsync(call.RequestStream);
        await ReceiveAsync(call.ResponseStream);
        return call.GetTrailers();
    }

    private async Task ReceiveAsync<TResponse>(IAsyncStreamReader<TResponse> answers)
        where TResponse : IMessage
    {
        while (await answers.MoveNext(CancellationToken.None))
        {
            answered(answers.Current);
        }
    }

    /// <summary>Sends all requests. That the call has ended meanwhile, its status tells.</summary>
    private async Task SendAsync<TRequest>(IClientStreamWriter<TRequest> requests)
        where TRequest : IMessage, new()
    {
        try
        {
            await foreach (var request in Requests.Reader.ReadAllAsync(_cancel.Token))
            {
                await requests.WriteAsync(Json.Parse<TRequest>(request));
            }

            await requests.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
        }
    }

    private async Task<TRequest> RequestAsync<TRequest>()
        where TRequest : IMessage, new() => Json.Parse<TRequest>(await Requests.Reader.ReadAsync());
}

/// <summary>Messages as protobuf's JSON.</summary>
internal static class Json
{
    private static readonly TypeRegistry s_details = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
    private static readonly JsonFormatter s_formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(s_details));

    public static JsonNode Of(IMessage message) => JsonNode.Parse(s_formatter.Format(message))!;

    public static JsonObject Of(Metadata trailers) => new(trailers
        .Where(entry => !entry.IsBinary)
        .GroupBy(entry => entry.Key)
        .Select(entries => KeyValuePair.Create(entries.Key, (JsonNode?)new JsonArray([.. entries.Select(entry => JsonValue.Create(entry.Value))]))));

    public static TRequest Parse<TRequest>(string json)
        where TRequest : IMessage, new() => (TRequest)JsonParser.Default.Parse(json, new TRequest().Descriptor);
}
