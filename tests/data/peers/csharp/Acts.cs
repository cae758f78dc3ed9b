#nullable enable

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Google.Rpc;
using Grpc.Core;
using Peers.Generated.Services.Peers.V1;
using Peers.V1;
using Status = Grpc.Core.Status;

namespace Peers.Generated;

/// <summary>Does as it is told.</summary>
internal sealed class Acts(IStore store) : ActServiceDefaults(store)
{
    private static readonly ConcurrentDictionary<string, int> s_done = new();

    public override Task<Answer> Ask(Act request, ServerCallContext context) => DoAsync(request, context);

    public override Task<Answer> Tell(Act request, ServerCallContext context) => DoAsync(request, context);

    public override async Task Stream(Act request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        if (request.Deed == Deed.Flood)
        {
            await FloodAsync(request, responseStream, context);
            return;
        }

        if (request.Deed == Deed.Wait)
        {
            await responseStream.WriteAsync(new Answer());
        }

        var answer = await DoAsync(request, context);
        for (var left = request.Deed == Deed.Echo ? Math.Max(1, request.Number) : 1; left > 0; left--)
        {
            await responseStream.WriteAsync(answer);
        }
    }

    public override async Task<Answer> Collect(IAsyncStreamReader<Act> requestStream, ServerCallContext context)
    {
        var (last, count) = (new Answer(), 0);
        await foreach (var act in requestStream.ReadAllAsync())
        {
            last = await DoAsync(act, context);
            count++;
        }

        last.Number = count;
        return last;
    }

    public override async Task Chat(IAsyncStreamReader<Act> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await foreach (var act in requestStream.ReadAllAsync())
        {
            if (act.Deed == Deed.Flood)
            {
                await FloodAsync(act, responseStream, context);
                return;
            }

            await responseStream.WriteAsync(await DoAsync(act, context));
        }
    }

    private static async Task<Answer> DoAsync(Act act, ServerCallContext context) => act.Deed switch
    {
        Deed.Who => new Answer { Text = context.Identity().Name },
        Deed.Remaining => new Answer { Number = Remaining(context) },
        Deed.Header => new Answer { Text = context.RequestHeaders.GetValue(act.Text) ?? "" },
        Deed.Sleep => await SleepAsync(act),
        Deed.Wait => await WaitAsync(act, context),
        Deed.Fail => throw new RpcException(new Status((StatusCode)act.Number, act.Text)),
        Deed.Try => Try(act, context),
        Deed.Break => throw new InvalidOperationException("a secret"),
        Deed.Refuse => throw Refusal(act.Text),
        Deed.Large => new Answer { Text = new string('x', act.Number) },
        Deed.Count => new Answer { Number = s_done.GetValueOrDefault(act.Text) },
        _ => new Answer { Text = act.Text },
    };

    private static async Task<Answer> SleepAsync(Act act)
    {
        Count("began:" + act.Text);
        await Task.Delay(act.Millis, CancellationToken.None);
        return new Answer { Text = act.Text };
    }

    private static async Task<Answer> WaitAsync(Act act, ServerCallContext context)
    {
        Count("began:" + act.Text);
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        }
        finally
        {
            Count("ended:" + act.Text);
        }
    }

    private static async Task FloodAsync(Act act, IServerStreamWriter<Answer> answers, ServerCallContext context)
    {
        Count("began:" + act.Text);
        try
        {
            var wave = new Answer { Text = new string('x', 64 << 10) };
            while (true)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                await answers.WriteAsync(wave, context.CancellationToken);
            }
        }
        finally
        {
            Count("ended:" + act.Text);
        }
    }

    private static Answer Try(Act act, ServerCallContext context)
    {
        var tries = Count(act.Text);
        if (tries > act.Number)
        {
            return new Answer { Number = tries };
        }

        if (act.Millis != 0)
        {
            context.ResponseTrailers.Add("grpc-retry-pushback-ms", act.Millis.ToString(CultureInfo.InvariantCulture));
        }

        throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
    }

    private static ServiceException Refusal(string text) =>
        new ServiceException(
            StatusCode.FailedPrecondition,
            "OWN_REASON",
            "not like this",
            new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "own.field", Description = text } } }).With("about", text);

    private static int Remaining(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue ? -1 : (int)(context.Deadline - DateTime.UtcNow).TotalMilliseconds;

    private static int Count(string name) => s_done.AddOrUpdate(name, 1, (_, count) => count + 1);
}
