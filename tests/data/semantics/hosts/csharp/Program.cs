#nullable enable

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Vectors.Generated;

/// <summary>Runs servers one after the other as standard input says; ../README.md has the protocol.</summary>
internal static class Program
{
    // Standard output is for the answers alone.
    private static readonly (string, string)[] s_settings =
    [
        ("GRPC_SERVICE__SERVER__ADDRESS", "127.0.0.1:0"), ("GRPC_SERVICE__TLS__MODE", "off"), ("GRPC_SERVICE__AUTH__MODE", "none"),
        ("GRPC_SERVICE__TELEMETRY__ACCESS_LOG", "false"), ("GRPC_SERVICE__TELEMETRY__LOG_FORMAT", "text"),
    ];

    private static async System.Threading.Tasks.Task Main()
    {
        WebApplication? server = null;
        while (Console.ReadLine() is { } line)
        {
            var command = JsonNode.Parse(line)!.AsObject();
            var answer = new JsonObject();
            if (command["start"] is { } start)
            {
                Fixed.Clock.Now = DateTimeOffset.Parse((string)start["clock"]!, null);
                Fixed.Ids = new FixedIds(start["ids"]!.AsArray());
                var settings = start["config"]!.AsObject().Select(setting => (setting.Key, (string)setting.Value!));
                server = ServiceHost.Build([], ServiceConfig.From([.. s_settings, .. settings]));
                await server.StartAsync();
                var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
                answer["address"] = new Uri(address).Authority;
            }
            else if (command["clock"] is { } now)
            {
                Fixed.Clock.Now = DateTimeOffset.Parse((string)now!, null);
            }
            else if (server is not null)
            {
                await server.DisposeAsync();
            }

            Console.WriteLine(answer.ToJsonString());
        }
    }
}

internal static class Fixed
{
    public static FixedClock Clock { get; } = new();

    public static FixedIds Ids { get; set; } = new([]);
}

internal sealed class FixedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Each id that is drawn is the next of the list; when it is empty the call fails.</summary>
internal sealed class FixedIds(JsonArray ids) : IdSource
{
    private readonly Queue<JsonNode?> _left = new(ids);

    public override string NewId() => (string)_left.Dequeue()!;

    public override int NewNumber() => (int)_left.Dequeue()!;
}

public static partial class ServiceHost
{
    static partial void Configure(ServiceOptions o) => (o.Clock, o.Ids) = (Fixed.Clock, Fixed.Ids);
}
