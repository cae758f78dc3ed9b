using System.Diagnostics;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>What one server did with one kind in one round.</summary>
/// <param name="Throughput">Messages in a second.</param>
/// <param name="Median">The time of half of the calls, at most, in ms.</param>
/// <param name="High">The time of 99 % of them, in ms.</param>
/// <param name="Processor">The server's processor time for a message, in µs.</param>
internal sealed record Outcome(double Throughput, double Median, double High, double Processor);

/// <summary>Calls that follow each other without a pause, several at once.</summary>
internal static class Load
{
    public static async Task<Outcome> RunAsync(Server server, Client client, int kind, int calls, TimeSpan time)
    {
        var (_, messages, call) = Client.Kinds[kind];
        var (watch, processor) = (Stopwatch.StartNew(), server.Processor);
        var callers = Enumerable.Range(0, calls).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            while (watch.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                await call(client.Next());
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return times;
        }));
        var all = (await Task.WhenAll(callers)).SelectMany(times => times).Order().ToArray();
        var (elapsed, used) = (watch.Elapsed, server.Processor - processor);
        var sent = (double)all.Length * messages;
        return new(sent / elapsed.TotalSeconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], used.TotalMicroseconds / sent);
    }

    /// <summary>The server's bytes for each of many streams that are open and silent.</summary>
    public static async Task<double> IdleAsync(Server server, Client client, int streams)
    {
        var before = server.Memory;
        var open = Enumerable.Range(0, streams).Select(_ => client.Next().Chat()).ToArray();
        await Task.WhenAll(open.Select(async call =>
        {
            await call.RequestStream.WriteAsync(new global::Echo.V1.ChatRequest { Text = "x" });
            await call.ResponseStream.MoveNext(CancellationToken.None);
        }));
        await Task.Delay(TimeSpan.FromSeconds(1));
        var grown = server.Memory - before;
        foreach (var call in open)
        {
            call.Dispose();
        }

        return (double)grown / streams;
    }
}
