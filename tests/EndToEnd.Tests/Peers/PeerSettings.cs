using System.Text.Json.Nodes;
using GrpcServiceTemplate.Tests;
using GrpcServiceTemplate.Tests.Clients;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>A configuration, by the keys of docs/configuration.md: tls.mode, say.</summary>
internal sealed class PeerSettings
{
    private readonly JsonObject _whole = [];

    /// <summary>A server without TLS on a free port, which anyone may call as fast as they can.</summary>
    public static PeerSettings Open() => new()
    {
        ["server.address"] = "127.0.0.1:0",
        ["server.drainNotice"] = "0s",
        ["tls.mode"] = "off",
        ["auth.mode"] = "none",
        ["limits.rate.perSecond"] = 0,
    };

    /// <summary>A server that lets in the clients of an authority, over files that are written here and looked at often.</summary>
    public static PeerSettings Secure(TemporaryFolder folder, TestCa ca, TestCertificate? certificate = null)
    {
        folder.Write("server", certificate ?? ca.Server());
        folder.Write("ca.crt", ca.Pem);
        var settings = Open();
        settings["tls.mode"] = "mutual";
        settings["tls.certificate"] = "server.crt";
        settings["tls.key"] = "server.key";
        settings["tls.clientCa"] = "ca.crt";
        settings["tls.reloadInterval"] = "50ms";
        settings["auth.mode"] = "certificate";
        return settings;
    }

    /// <summary>A client of these servers.</summary>
    public static PeerSettings Calling(params string[] addresses) => new()
    {
        ["client.addresses"] = new JsonArray([.. addresses.Select(address => (JsonNode)address)]),
        ["client.tls.mode"] = "off",
    };

    public JsonNode? this[string key]
    {
        set
        {
            var section = _whole;
            var names = key.Split('.');
            foreach (var name in names[..^1])
            {
                section = (section[name] ??= new JsonObject()).AsObject();
            }

            section[names[^1]] = value;
        }
    }

    /// <returns>The file's path.</returns>
    public string Write(TemporaryFolder folder, string name = "service.json") => folder.Write(name, _whole.ToJsonString());
}
