using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Grpc.Core;
using GrpcServiceTemplate.Tests;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>A language's client, in a process that makes calls as it is told.</summary>
internal sealed class PeerClient : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _opened = new();
    private readonly ConcurrentDictionary<int, PeerCall> _calls = new();
    private int _names;

    private PeerClient(Process process) => _process = process;

    public static PeerClient Start(ProcessStartInfo program)
    {
        program.RedirectStandardInput = program.RedirectStandardOutput = true;
        var client = new PeerClient(Process.Start(program)!);
        _ = Task.Run(client.ReadAsync);
        return client;
    }

    /// <summary>Opens a channel as the configuration says.</summary>
    public async Task<PeerChannel> OpenAsync(PeerSettings settings, TemporaryFolder? folder = null)
    {
        var name = $"c{Interlocked.Increment(ref _names)}";
        folder ??= new TemporaryFolder();
        var problem = (string?)(await AskAsync(name, new JsonObject { ["open"] = name, ["config"] = settings.Write(folder, name + ".json") }))["problem"];
        Assert.True(problem is null, problem);
        return new(this, name, folder);
    }

    public PeerCall Begin(JsonObject call)
    {
        var id = Interlocked.Increment(ref _names);
        call["call"] = id;
        var begun = _calls[id] = new(this, id);
        Tell(call);
        return begun;
    }

    public Task<JsonObject> CloseAsync(string channel) => AskAsync(channel, new JsonObject { ["close"] = channel });

    public void Tell(JsonObject command)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine(command.ToJsonString());
            _process.StandardInput.Flush();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private Task<JsonObject> AskAsync(string channel, JsonObject command)
    {
        var answer = _opened[channel] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell(command);
        return answer.Task.WaitAsync(PeerCall.Patience);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonNode.Parse(line)!.AsObject();
            if ((string?)(told["open"] ?? told["close"]) is { } channel)
            {
                _opened[channel].SetResult(told);
            }
            else
            {
                var id = (int)told["call"]!;
                _calls[id].Take(told);
                if (told["end"] is not null)
                {
                    _calls.TryRemove(id, out _);
                }
            }
        }

        foreach (var call in _calls.Values)
        {
            call.Lose();
        }
    }
}

/// <summary>A channel of a language's client.</summary>
internal sealed class PeerChannel(PeerClient client, string name, TemporaryFolder folder) : IAsyncDisposable
{
    /// <summary>A file of the folder where its configuration lies.</summary>
    public void Write(string file, string text) => folder.Write(file, text);

    /// <summary>Begins a call, which may send more.</summary>
    public PeerCall Begin(string method, params JsonObject[] requests) => client.Begin(Command(method, requests));

    /// <summary>Begins a call that sends these requests and no more.</summary>
    public PeerCall Call(string method, params JsonObject[] requests)
    {
        var command = Command(method, requests);
        command["last"] = true;
        return client.Begin(command);
    }

    /// <summary>Makes a whole call of ActService's kind with one act; timeout in milliseconds, 0 for none.</summary>
    public Task<PeerResult> ActAsync(string kind, string deed, string text = "", int number = 0, int millis = 0, int timeout = 0, JsonObject? metadata = null)
    {
        var command = Command("peers.v1.ActService/" + kind, Act(deed, text, number, millis));
        (command["last"], command["timeout"], command["metadata"]) = (true, timeout, metadata);
        if (timeout == 0)
        {
            command.Remove("timeout");
        }

        return client.Begin(command).ResultAsync();
    }

    public static JsonObject Act(string deed, string text = "", int number = 0, int millis = 0) =>
        new() { ["deed"] = "DEED_" + deed, ["text"] = text, ["number"] = number, ["millis"] = millis };

    public async ValueTask DisposeAsync()
    {
        await client.CloseAsync(name);
        folder.Dispose();
    }

    private JsonObject Command(string method, params JsonObject[] requests) => new()
    {
        ["channel"] = name, ["method"] = method.Contains('/', StringComparison.Ordinal) ? method : "peers.v1.ActService/" + method, ["send"] = new JsonArray([.. requests]),
    };
}

/// <summary>A call of a language's client.</summary>
internal sealed class PeerCall(PeerClient client, int id)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<JsonObject> _answers = Channel.CreateUnbounded<JsonObject>();
    private readonly TaskCompletionSource<PeerResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Send(params JsonObject[] requests) => client.Tell(new JsonObject { ["call"] = id, ["send"] = new JsonArray([.. requests]) });

    public void SendLast() => client.Tell(new JsonObject { ["call"] = id, ["last"] = true });

    public void Cancel() => client.Tell(new JsonObject { ["call"] = id, ["cancel"] = true });

    /// <summary>The next answer.</summary>
    public async Task<JsonObject> NextAsync() => await _answers.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The call's end, with the answers that nobody has read.</summary>
    public async Task<PeerResult> ResultAsync()
    {
        var end = await _end.Task.WaitAsync(Patience);
        return end with { Answers = [.. _answers.Reader.ReadAllAsync().ToBlockingEnumerable()] };
    }

    public void Take(JsonObject told)
    {
        if (told["answer"] is { } answer)
        {
            _answers.Writer.TryWrite(answer.AsObject());
            return;
        }

        _answers.Writer.Complete();
        _end.SetResult(new(told["end"]!.AsObject(), told["trailers"]?.AsObject() ?? [], []));
    }

    public void Lose()
    {
        _answers.Writer.TryComplete(new InvalidOperationException("The client's process ended."));
        _end.TrySetException(new InvalidOperationException("The client's process ended."));
    }
}

/// <param name="Status">A google.rpc.Status.</param>
/// <param name="Trailers">Lists by name.</param>
/// <param name="Answers">Messages.</param>
internal sealed record PeerResult(JsonObject Status, JsonObject Trailers, IReadOnlyList<JsonObject> Answers)
{
    public StatusCode Code => (StatusCode)((int?)Status["code"] ?? 0);

    public string Text => (string?)Status["message"] ?? "";

    public string Reason => (string?)Status["details"]?.AsArray().FirstOrDefault(detail => ((string)detail!["@type"]!).EndsWith("ErrorInfo", StringComparison.Ordinal))?["reason"] ?? "";

    public End End => new(Code, Reason, Text);

    public override string ToString() => Status.ToJsonString();

    /// <summary>The only answer of a call that went well.</summary>
    public JsonObject Answer => Code == StatusCode.OK ? Assert.Single(Answers) : throw new InvalidOperationException(Status.ToJsonString());
}
