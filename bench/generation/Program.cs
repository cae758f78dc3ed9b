using Grpc.Service.Sdk.Bench.Generation;

try
{
    var options = Options.Parse(args);
    var versions = new Versions();
    var repository = Directory.GetCurrentDirectory();

    List<Candidate> candidates = [Candidate.GrpcTools(versions, options.Contracts)];
    var package = $"Grpc.Service.Sdk.{versions["Grpc.Service.Sdk"]}.nupkg";
    if (File.Exists(Path.Combine(repository, "artifacts", "packages", package)))
    {
        foreach (var role in options.Roles)
        {
            candidates.Add(Candidate.Sdk(versions, role, lint: true));
            candidates.Add(Candidate.Sdk(versions, role, lint: false));
        }

        candidates.Add(Candidate.Empty(versions));
    }
    else
    {
        Console.WriteLine($"artifacts/packages has no {package}, so Grpc.Tools is measured alone. `dotnet pack` at the root makes it.");
    }

    var workspace = new Workspace(repository);
    workspace.Create();
    foreach (var candidate in candidates)
    {
        await workspace.AddAsync(candidate, options.Contracts, options.Files);
    }

    // Run 0 warms the disk's cache and lets the tools be verified; it is not counted. Then each in turn, so that a machine that grows slower
    // or faster does so for all.
    var report = new Report(options, candidates, workspace);
    for (var run = 0; run <= options.Runs; run++)
    {
        foreach (var candidate in candidates)
        {
            foreach (var step in Enum.GetValues<Step>())
            {
                if (step == Step.Cold)
                {
                    workspace.MakeCold(candidate);
                }
                else if (step == Step.OneEdited)
                {
                    workspace.Touch(candidate, options.Contracts, run);
                }

                var log = await workspace.BuildAsync(candidate, $"{step}{run}", compile: step == Step.Cold && options.Compile);
                if (run > 0)
                {
                    report.Add(step, candidate, Measurement.Read(log, candidate));
                }
            }
        }

        if (run > 0)
        {
            report.AddFloor(
                await workspace.ColdFloorAsync(candidates[0], options.Contracts, lint: true),
                await workspace.ColdFloorAsync(candidates[0], options.Contracts, lint: false),
                await workspace.EditFloorAsync(candidates[0], options.Contracts));
        }
    }

    report.Write();
    return 0;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 1;
}
