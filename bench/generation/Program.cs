using Grpc.Service.Sdk.Bench.Generation;

try
{
    var options = Options.Parse(args);
    var versions = new Versions();
    var repository = Directory.GetCurrentDirectory();

    List<Candidate> candidates = [Candidate.GrpcTools(versions)];
    var package = $"Grpc.Service.Sdk.{versions["Grpc.Service.Sdk"]}.nupkg";
    if (File.Exists(Path.Combine(repository, "artifacts", "packages", package)))
    {
        foreach (var role in options.Roles)
        {
            candidates.Add(Candidate.Sdk(versions, role, lint: true));
            candidates.Add(Candidate.Sdk(versions, role, lint: false));
        }
    }
    else
    {
        Console.WriteLine($"artifacts/packages has no {package}, so Grpc.Tools is measured alone. `dotnet pack` at the root makes it.");
    }

    var workspace = new Workspace(repository);
    workspace.Create();
    foreach (var candidate in candidates)
    {
        await workspace.AddAsync(candidate, options.Files);
    }

    // Run 0 warms the disk's cache and lets the tools be verified; it is not counted. Then each in turn, so that a machine that grows slower
    // or faster does so for all.
    var measurements = candidates.ToDictionary(candidate => candidate, _ => new List<Measurement>());
    for (var run = 0; run <= options.Runs; run++)
    {
        foreach (var candidate in candidates)
        {
            var measurement = Measurement.Read(await workspace.BuildColdAsync(candidate, run), candidate);
            if (run > 0)
            {
                measurements[candidate].Add(measurement);
            }
        }
    }

    Report.Write(options, candidates, measurements, workspace);
    return 0;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 1;
}
