using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>
/// One call of any kind. On the wire a call with one request or one answer is a stream of one, so that one client does for all.
/// </summary>
internal sealed class VectorCall : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private readonly MethodDescriptor _method;
    private readonly AsyncDuplexStreamingCall<byte[], byte[]> _call;

    public VectorCall(CallInvoker invoker, string method, JsonObject? metadata)
    {
        _method = VectorContracts.Find(method);
        var headers = new Metadata();
        foreach (var (name, value) in metadata ?? [])
        {
            headers.Add(name, (string)value!);
        }

        _call = invoker.AsyncDuplexStreamingCall(
            new Method<byte[], byte[]>(MethodType.DuplexStreaming, _method.Service.FullName, _method.Name, s_bytes, s_bytes), null, new CallOptions(headers));
    }

    /// <summary>A server that only takes messages in has nothing to say before the end; the others say when they are ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        if (!_method.IsClientStreaming)
        {
            await CloseAsync();
        }

        if (_method.IsServerStreaming)
        {
            await _call.ResponseHeadersAsync.WaitAsync(s_patience);
        }
    }

    public async Task SendAsync(IEnumerable<JsonNode?> requests)
    {
        foreach (var request in requests)
        {
            await IgnoringTheEndAsync(() => _call.RequestStream.WriteAsync(VectorContracts.Encode(_method.InputType, request!)));
        }
    }

    public Task CloseAsync() => IgnoringTheEndAsync(_call.RequestStream.CompleteAsync);

    /// <summary>Reads some answers.</summary>
    public async Task<List<JsonNode>> ReadAsync(int count)
    {
        var answers = new List<JsonNode>();
        while (answers.Count < count && await _call.ResponseStream.MoveNext(default).WaitAsync(s_patience))
        {
            answers.Add(VectorContracts.Decode(_method.OutputType, _call.ResponseStream.Current));
        }

        return answers;
    }

    /// <summary>Reads everything that is left.</summary>
    public async Task<JsonObject> EndAsync()
    {
        var answers = new List<JsonNode>();
        try
        {
            while (await _call.ResponseStream.MoveNext(default).WaitAsync(s_patience))
            {
                answers.Add(VectorContracts.Decode(_method.OutputType, _call.ResponseStream.Current));
            }
        }
        catch (RpcException)
        {
            // The status tells it below.
        }

        return VectorOutcomes.Actual(answers, _call.GetStatus(), _call.GetTrailers());
    }

    public void Dispose() => _call.Dispose();

    /// <summary>A server may end a call before it has read all; how it ended is told by its status.</summary>
    private static async Task IgnoringTheEndAsync(Func<Task> write)
    {
        try
        {
            await write().WaitAsync(s_patience);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
        }
    }
}
