using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Service.Sdk.EndToEnd.Harness;
using GrpcServiceTemplate.Tests;
using GrpcServiceTemplate.Tests.Clients;
using Peers.V1;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>A language's server, in a process of its own.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunningService _service;
    private readonly List<GrpcChannel> _channels = [];

    private PeerServer(TemporaryFolder folder, TestCa ca, RunningService service) => (_folder, Ca, _service) = (folder, ca, service);

    /// <summary>The authority of the server's certificate, and of the clients that are let in.</summary>
    public TestCa Ca { get; }

    /// <summary>host:port.</summary>
    public string Address => _service.Address;

    public int Port => new Uri("http://" + Address).Port;

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_service.Lines)
            {
                return [.. _service.Lines];
            }
        }
    }

    /// <summary>The lines of calls that have ended; one may come a moment after the call's end.</summary>
    public IReadOnlyList<JsonObject> Calls =>
        [.. Log.Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!.AsObject()).Where(line => (string?)line["msg"] == "call")];

    /// <summary>A server without TLS.</summary>
    public static Task<PeerServer> StartAsync(PeerPrograms programs, string language, Action<PeerSettings>? configure = null) => StartAsync(programs, language, (_, _) =>
    {
        var settings = PeerSettings.Open();
        configure?.Invoke(settings);
        return settings;
    });

    /// <summary>A server with mutual TLS.</summary>
    public static Task<PeerServer> StartSecureAsync(PeerPrograms programs, string language, Action<PeerSettings, TemporaryFolder>? configure = null) => StartAsync(programs, language, (folder, ca) =>
    {
        var settings = PeerSettings.Secure(folder, ca);
        configure?.Invoke(settings, folder);
        return settings;
    });

    /// <summary>A server whose start is refused.</summary>
    /// <returns>How it ended, and all that it said.</returns>
    public static async Task<(int Code, string Output)> RefusedAsync(PeerPrograms programs, string language, Action<PeerSettings> configure)
    {
        var program = await programs.ProgramAsync(language);
        using var folder = new TemporaryFolder();
        var settings = PeerSettings.Open();
        configure(settings);
        var result = await Shell.RunAsync(program.FileName, folder.Path, [.. program.ArgumentList, "--config", settings.Write(folder)]);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    /// <summary>Writes a file of the configuration's folder anew.</summary>
    public void Write(string file, string text) => _folder.Write(file, text);

    public void Write(TestCertificate certificate) => _folder.Write("server", certificate);

    /// <summary>Says whether the server is to call itself ready.</summary>
    public void SetReady(bool isReady)
    {
        if (isReady)
        {
            File.Delete(_folder.At("not-ready"));
        }
        else
        {
            _folder.Write("not-ready", "");
        }
    }

    /// <summary>A caller that no one generated, with a connection of its own.</summary>
    public ActService.ActServiceClient Caller(TestCertificate? certificate = null, GrpcChannelOptions? options = null) => new(Channel(certificate, options));

    public GrpcChannel Channel(TestCertificate? certificate = null, GrpcChannelOptions? options = null, Action<string>? seen = null)
    {
        options ??= new();
        options.HttpHandler = PlainCaller.Handler(Ca, certificate, seen);
        options.DisposeHttpClient = true;
        var channel = GrpcChannel.ForAddress((_service.IsSecure ? "https://" : "http://") + Address, options);
        _channels.Add(channel);
        return channel;
    }

    /// <summary>The serial number of the certificate that a new connection is shown, whether or not it comes about.</summary>
    public async Task<string> ShownAsync(TestCertificate certificate)
    {
        var shown = "";
        using var channel = Channel(certificate, seen: number => shown = number);
        await new ActService.ActServiceClient(channel).EndAsync("Ask", new Act { Deed = Deed.Echo });
        return shown;
    }

    /// <summary>How often something was counted; see <see cref="Deed"/>.</summary>
    public async Task<int> CountAsync(string name) => (await Caller().AskAsync(new Act { Deed = Deed.Count, Text = name })).Number;

    /// <summary>Waits until something was counted as often as that.</summary>
    public async Task CountedAsync(string name, int times = 1)
    {
        var caller = Caller();
        await Eventually.HoldsAsync(async () => (await caller.AskAsync(new Act { Deed = Deed.Count, Text = name })).Number == times);
    }

    /// <summary>SIGTERM, as an orchestrator sends it.</summary>
    /// <returns>The exit code, once it has ended.</returns>
    public Task<int> StopAsync() => _service.StopAsync();

    /// <summary>Ends it as a broken machine would.</summary>
    public Task KillAsync() => _service.KillAsync();

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<PeerServer> StartAsync(PeerPrograms programs, string language, Func<TemporaryFolder, TestCa, PeerSettings> configure)
    {
        var program = await programs.ProgramAsync(language);
        var (folder, ca) = (new TemporaryFolder(), TestCa.Create());
        try
        {
            var file = configure(folder, ca).Write(folder);
            return new(folder, ca, await RunningService.StartAsync(program, ("GRPC_SERVICE_FILE", file), ("PEER_NOT_READY", folder.At("not-ready"))));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
