using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>Takes the steps of one vector against a server of its own.</summary>
internal sealed class VectorRun(VectorHost host, CallInvoker invoker) : IDisposable
{
    private static readonly JsonSerializerOptions s_print = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, VectorCall> _open = [];

    public static async Task RunAsync(VectorHost host, VectorFile vector)
    {
        using var channel = GrpcChannel.ForAddress("http://" + await host.StartAsync(vector), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        try
        {
            using var run = new VectorRun(host, channel.CreateCallInvoker());
            for (var index = 0; index < vector.Steps.Count; index++)
            {
                await run.StepAsync(index, vector.Steps[index]);
            }
        }
        finally
        {
            await host.StopAsync();
        }
    }

    public void Dispose()
    {
        foreach (var call in _open.Values)
        {
            call.Dispose();
        }
    }

    private async Task StepAsync(int index, JsonObject step)
    {
        var requests = step["requests"] as JsonArray ?? [];
        if (step["clock"] is { } now)
        {
            await host.SetClockAsync((string)now!);
        }
        else if (step["open"] is { } opened)
        {
            var call = _open[(string)opened!] = Call(step);
            await call.SendAsync(requests);
            await call.WaitUntilReadyAsync();
        }
        else if (step["send"] is { } sender)
        {
            await _open[(string)sender!].SendAsync(requests);
        }
        else if (step["close"] is { } closed)
        {
            await _open[(string)closed!].CloseAsync();
        }
        else if (step["cancel"] is { } cancelled)
        {
            _open[(string)cancelled!].Dispose();
        }
        else if (step["expect"] is { } expected)
        {
            await ExpectAsync(index, step, _open[(string)expected!]);
        }
        else
        {
            using var call = Call(step);
            await call.SendAsync(requests);
            await call.CloseAsync();
            Compare(index, step, VectorOutcomes.Expected(step), await call.EndAsync());
        }
    }

    private VectorCall Call(JsonObject step) => new(invoker, (string)step["method"]!, step["metadata"] as JsonObject);

    private async Task ExpectAsync(int index, JsonObject step, VectorCall call)
    {
        if (step["code"] is not null)
        {
            Compare(index, step, VectorOutcomes.Expected(step), await call.EndAsync());
            return;
        }

        var responses = step["responses"]!.AsArray();
        Compare(index, step, responses, new JsonArray([.. await call.ReadAsync(responses.Count)]));
    }

    private void Compare(int index, JsonObject step, JsonNode expected, JsonNode actual)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            Assert.Fail($"""
                step {index}: {step["note"] ?? step["method"] ?? step["expect"]}
                expected: {Sorted(expected)!.ToJsonString(s_print)}
                actual: {Sorted(actual)!.ToJsonString(s_print)}
                {host.Log}
                """);
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
