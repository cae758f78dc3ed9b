#nullable enable

using System;
using System.IO;
using System.Threading.Tasks;

namespace Peers.Generated;

/// <summary>Serves the tests' contract, or calls it as standard input says; ../README.md has the protocol.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["call"])
        {
            return await ServiceHost.RunAsync(args);
        }

        await new Caller(Console.Out).RunAsync(Console.In);
        return 0;
    }
}

public static partial class ServiceHost
{
    static partial void Configure(ServiceOptions o)
    {
        o.Use<Acts>();

        // Not ready as long as the file is there that PEER_NOT_READY names.
        o.Readiness.Add(new("the test", () => !File.Exists(Environment.GetEnvironmentVariable("PEER_NOT_READY"))));
    }
}
