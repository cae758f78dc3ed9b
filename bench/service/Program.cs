using System.Globalization;
using Grpc.Service.Sdk.Bench.Service;

try
{
    var options = Options.Parse(args);
    var workspace = new Workspace(Directory.GetCurrentDirectory());
    await workspace.CreateAsync(options.IsGo);

    // Everything on, and nothing refused: the load comes from one caller.
    await using var generated = await Server.StartAsync(
        "generated", workspace.GeneratedServer, workspace.Generated,
        ("GRPC_SERVICE__SERVER__ADDRESS", "127.0.0.1:0"), ("GRPC_SERVICE__SERVER__REFLECTION", "true"), ("GRPC_SERVICE__TELEMETRY__EXPORTER", "prometheus"),
        ("GRPC_SERVICE__LIMITS__RATE__PER_SECOND", "10000000"), ("GRPC_SERVICE__LIMITS__RATE__BURST", "10000000"));
    await using var minimal = await Server.StartAsync("minimal", workspace.MinimalServer, workspace.Tls);
    Server[] servers = [minimal, generated];
    using var toGenerated = new Client(generated.Address, workspace.Tls, options.Connections);
    using var toMinimal = new Client(minimal.Address, workspace.Tls, options.Connections);

    // Before the load, which leaves memory that is free and still held; a few streams first, for what the first ones cost.
    var idle = new Dictionary<Server, double>();
    foreach (var server in servers)
    {
        await Load.IdleAsync(server, To(server), 10);
        idle[server] = await Load.IdleAsync(server, To(server), 1000);
    }

    Line($"{options.Calls} calls at once over {options.Connections} connections with mutual TLS, {options.Rounds} rounds of {options.Seconds} s in turn, client and servers on {Environment.ProcessorCount} cores.");
    Line($"");
    Line($"| kind | server | messages/s | p50 ms | p99 ms | server's µs a message |");
    Line($"|---|---|---:|---:|---:|---:|");
    for (var kind = 0; kind < options.Kinds; kind++)
    {
        // Round 0 warms both up and is not counted.
        var outcomes = new Dictionary<Server, List<Outcome>> { [minimal] = [], [generated] = [] };
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var server in servers)
            {
                var outcome = await Load.RunAsync(server, To(server), kind, options.Calls, TimeSpan.FromSeconds(options.Seconds));
                if (round > 0)
                {
                    outcomes[server].Add(outcome);
                }
            }
        }

        foreach (var server in servers)
        {
            Line($"| {Client.Kinds[kind].Name} | {server.Name} | {Of(server, o => o.Throughput):F0} | {Of(server, o => o.Median):F2} | {Of(server, o => o.High):F2} | {Of(server, o => o.Processor):F1} |");
        }

        Line($"| | generated / minimal | {Ratio(o => o.Throughput):F2} | {Ratio(o => o.Median):F2} | {Ratio(o => o.High):F2} | {Ratio(o => o.Processor):F2} |");

        double Of(Server server, Func<Outcome, double> quantity) => Median([.. outcomes[server].Select(quantity).Order()]);
        double Ratio(Func<Outcome, double> quantity) => Median([.. outcomes[generated].Zip(outcomes[minimal], (ours, theirs) => quantity(ours) / quantity(theirs)).Order()]);
    }

    Line($"");
    foreach (var server in servers)
    {
        Line($"1000 idle streams take {idle[server] / 1000:F1} kB each of the {server.Name} server's memory.");
    }

    return 0;

    Client To(Server server) => server == generated ? toGenerated : toMinimal;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 1;
}

static double Median(double[] values) => (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;

static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
