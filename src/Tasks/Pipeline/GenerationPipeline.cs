using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// The stages, their order, and what runs beside what. A run either replays what is up to date without starting a process,
/// or makes anew what is not; an error at any point leaves every published file as it was.
/// </summary>
public sealed class GenerationPipeline(PipelineRequest request, IPipelineSink sink)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            using var held = StateLock.Acquire(
                request.StateDirectory,
                holder => sink.Stage($"Waiting for '{request.StateDirectory}', which {holder} holds."),
                sink.StepAside,
                cancel);
            await RunLockedAsync(held, cancel).ConfigureAwait(false);
        }
        catch (DiagnosticException exception)
        {
            sink.ReportAll(exception.Diagnostics);
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            sink.Report(failure);
        }
    }

    private async Task RunLockedAsync(StateLock held, CancellationToken cancel)
    {
        var languages = new LanguageCatalog(request.LanguagesDirectory).Select(request.Languages);
        var source = ContractSource.Find(request.ProjectDirectory, request.ProtoRoot, request.Protos, request.ImportRoots, request.OwnFolders);
        var tools = PipelineTools.Resolve(request, languages, sink);
        var key = InputKey.Of(request, source, languages, tools.ByName.Values);
        var settings = request.Buf with { Protoc = tools.ByName[ToolNames.Protoc].Path };
        var gate = request.Gate is { } asked && source.Protos.Count > 0 ? new Gate(request with { Buf = settings }, asked, source, tools.ByName[ToolNames.Buf], key, sink) : null;
        var buf = new Buf(tools.ByName[ToolNames.Buf].Path, source, settings, request.StateDirectory, sink.Detail);
        var image = new ContractImage(() => ImageBuilder.BuildAsync(buf, cancel));
        if (request.Command == PipelineCommand.Generate)
        {
            await GenerateAsync(new Inputs(source, tools, key, gate, buf, image), held, cancel).ConfigureAwait(false);
        }
        else if (request.Command == PipelineCommand.VerifyGenerated)
        {
            held.Announce();
            await VerifyAsync(new Inputs(source, tools, key, null, buf, image), cancel).ConfigureAwait(false);
        }
        else if (request.Command == PipelineCommand.Scaffold)
        {
            held.Announce();
            await new HandlerScaffold(request, source, tools.Languages, sink).RunAsync(image).ConfigureAwait(false);
        }
        else if (gate is not null)
        {
            held.Announce();
            await ObeyAsync(gate, new LintAcceptance(request, source), buf, image, cancel).ConfigureAwait(false);
        }
    }

    private async Task ObeyAsync(Gate gate, LintAcceptance lint, Buf buf, ContractImage image, CancellationToken cancel)
    {
        switch (request.Command)
        {
            case PipelineCommand.AcceptBreaking:
                await gate.AcceptAsync(image.BytesAsync, cancel).ConfigureAwait(false);
                break;
            case PipelineCommand.AcceptLint:
                await lint.AcceptAsync(buf, image, sink, cancel).ConfigureAwait(false);
                break;
            default:
                await lint.PruneAsync(buf, image, sink, cancel).ConfigureAwait(false);
                await gate.PruneAsync(image.BytesAsync, cancel).ConfigureAwait(false);
                break;
        }
    }

    private async Task VerifyAsync(Inputs inputs, CancellationToken cancel)
    {
        var output = Output(inputs);
        var run = new GenerationRun(request with { Lint = false }, inputs.Source, inputs.Tools, inputs.Buf, inputs.Image, output, sink);
        if (await run.RunAsync(cancel).ConfigureAwait(false) is not { } made)
        {
            return;
        }

        sink.ReportAll(made.Failures.Reasons);
        var differences = output.Differences(made.Files);
        sink.ReportAll(differences.Select(difference => difference.ToDiagnostic()));
        if (differences.Count == 0 && made.Failures.Count == 0)
        {
            sink.Answer($"'{inputs.Source.DisplayPath(request.OutputDirectory)}' is what the contracts give: {Plural.Of(made.Files.Count, "file")}.");
        }
    }

    private OutputFolder Output(Inputs inputs) =>
        new(request.OutputDirectory, request.StateDirectory, path => inputs.Source.DisplayPath(Path.Combine(request.OutputDirectory, path)));

    private async Task GenerateAsync(Inputs inputs, StateLock held, CancellationToken cancel)
    {
        var watch = StageWatch.Start();
        var state = PipelineState.Read(request.StateDirectory);
        var output = Output(inputs);
        var generated = state?.Key == inputs.Key && state.Output == output.Manifest.Hash && output.IsIntact();
        var gated = inputs.Gate is null || (state?.Gate is { } last && last.Key == inputs.Gate.Key());
        if (generated && gated)
        {
            sink.Detail(watch.Line("nothing to do", "contracts, options, tools and baseline are as they were"));
            Tell(state!);
            return;
        }

        held.Announce();
        if (await RunStagesAsync(inputs, output, generated ? state : null, gated ? state?.Gate : null, cancel).ConfigureAwait(false) is not var (made, next))
        {
            return;
        }

        if (made is not null && !sink.HasErrors)
        {
            Publish(output, made.Files, inputs, watch);
        }

        sink.ReportAll(made?.Failures.Reasons ?? []);

        if (!sink.HasErrors)
        {
            made?.Protos?.Write(request.StateDirectory);
            (next with { Output = output.Manifest.Hash }).Write(request.StateDirectory);
        }
    }

    /// <summary>Runs what is not up to date: the gate beside the generation, over one image.</summary>
    /// <param name="generation">The last run's state where its output is up to date.</param>
    /// <param name="gated">The same for the gate.</param>
    /// <returns>Null when the contract does not compile or nothing could be generated; nothing generated when what is there is right.</returns>
    private async Task<(Generated? Made, PipelineState State)?> RunStagesAsync(
        Inputs inputs, OutputFolder output, PipelineState? generation, GateState? gated, CancellationToken cancel)
    {
        var gate = inputs.Gate is null || gated is not null ? Task.FromResult(gated) : inputs.Gate.RunAsync(inputs.Image.BytesAsync, cancel);

        // Everything but the lint waits for the image, so it is begun before anything else is read.
        Task image = generation is null && inputs.Source.Protos.Count > 0 ? inputs.Image.BuildAsync() : Task.CompletedTask;
        Generated? made;
        try
        {
            made = generation is not null ? null
                : await new GenerationRun(request, inputs.Source, inputs.Tools, inputs.Buf, inputs.Image, output, sink).RunAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            // Whatever ends the generation early, what runs beside it ends first: it writes into folders that the lock guards.
            await image.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)gate).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var outcome = await gate.ConfigureAwait(false);
        if (generation is not null)
        {
            sink.ReportAll(generation.Findings);
        }

        TellGate(outcome);
        if (generation is null && made is null)
        {
            return null;
        }

        var state = new PipelineState(inputs.Key, made?.Findings ?? generation!.Findings, made?.Plan ?? generation!.Plan, outcome);
        TellPlan(state.Plan);
        return (made, state);
    }

    private void Publish(OutputFolder output, IReadOnlyList<Rendering.RenderedFile> files, Inputs inputs, StageWatch watch)
    {
        sink.ReportAll(output.Check(files));
        if (sink.HasErrors)
        {
            return;
        }

        sink.ReportAll(output.Edited(files).Select(edited => request.RefuseEdits ? edited.Refuse() : edited.Keep()));
        if (sink.HasErrors)
        {
            return;
        }

        var published = output.Publish(files);
        sink.Stage(watch.Line("generated", $"{Plural.Of(published.Written, "file")} written, {published.Removed} removed, {published.Unchanged} unchanged"));
    }

    /// <summary>What a run with nothing to do says all the same.</summary>
    private void Tell(PipelineState state)
    {
        TellPlan(state.Plan);
        sink.ReportAll(state.Findings);
        TellGate(state.Gate);
    }

    private void TellPlan(IReadOnlyList<string> plan)
    {
        if (plan.Count > 0)
        {
            sink.Detail(string.Join('\n', plan));
        }
    }

    private void TellGate(GateState? gate)
    {
        if (gate is null || request.Gate is not { } asked)
        {
            return;
        }

        foreach (var line in gate.Summary)
        {
            sink.Stage("Breaking changes: " + line);
        }

        sink.ReportAll(gate.Findings);
        GateReports.AppendToJobSummary(request.StateDirectory, asked.Environment);
    }

    private sealed record Inputs(ContractSource Source, PipelineTools Tools, string Key, Gate? Gate, Buf Buf, ContractImage Image);
}
