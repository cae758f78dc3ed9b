using System.Globalization;
using Grpc.Service.Sdk.Bench.Breaking;

var root = args[0];
var options = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
int Option(string name, int otherwise) => options.GetValueOrDefault("--" + name, otherwise);
var (files, commits, changed, runs) = (Option("files", 1000), Option("commits", 200), Option("changed", 5), Option("runs", 5));

var home = Path.Combine(root, "artifacts", "bench", "breaking");
var buf = Directory.EnumerateFiles(Path.Combine(root, "artifacts", "tools", "buf"), "buf*", SearchOption.AllDirectories).First();
var repository = new Repository(Path.Combine(home, "repository"));
await repository.CreateAsync(files, commits, changed);
var contenders = new Contenders(repository, buf, Path.Combine(home, "scratch"));
await contenders.PrepareAsync();

(string Name, Func<Task<(TimeSpan Time, int Findings)>> Run)[] all =
[
    ("the gate, warm", contenders.GateAsync),
    ("buf breaking, image against image", contenders.ImagesAsync),
    ("buf breaking --against .git", contenders.GitAsync),
];
var times = all.ToDictionary(contender => contender.Name, _ => new List<TimeSpan>());
var findings = new HashSet<int>();
for (var run = 0; run <= runs; run++)
{
    foreach (var (name, contender) in all)
    {
        var (time, found) = await contender();
        findings.Add(found);
        if (run > 0)
        {
            times[name].Add(time);
        }
    }
}

var ours = Median(times[all[0].Name]);
Console.WriteLine($"{files} contracts, {commits} commits, {changed} files changed, {runs} runs each, in turn, on {Environment.ProcessorCount} cores.");
Console.WriteLine($"Findings: {string.Join(" and ", findings)}{(findings.Count == 1 ? ", the same from all three" : ": they DIFFER")}.\n");
Console.WriteLine("| | median ms | min | max | the gate takes |\n|---|---:|---:|---:|---:|");
foreach (var (name, _) in all)
{
    var own = times[name];
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Median(own).TotalMilliseconds:F0} | {own.Min().TotalMilliseconds:F0} | {own.Max().TotalMilliseconds:F0} | {ours / Median(own):F3}x |"));
}

var cold = new ColdBuild(repository, root, Path.Combine(home, "scratch"));
await cold.PrepareAsync();
var (with, without) = (new List<TimeSpan>(), new List<TimeSpan>());
for (var run = 0; run <= Math.Min(runs, 3); run++)
{
    var (gated, plain) = (await cold.RunAsync(gate: true), await cold.RunAsync(gate: false));
    if (run > 0)
    {
        with.Add(gated);
        without.Add(plain);
    }
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"\nCold generation of messages and stubs: {Median(with).TotalMilliseconds:F0} ms with the gate, {Median(without).TotalMilliseconds:F0} ms without; the gate's share is {1 - (Median(without) / Median(with)):P0}."));
return findings.Count == 1 ? 0 : 1;

static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : default;
