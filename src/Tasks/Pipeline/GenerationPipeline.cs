using System.Diagnostics;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// The stages, their order, and what runs beside what. A run either replays what is up to date without starting a process,
/// or generates; an error at any point leaves every published file as it was.
/// </summary>
public sealed class GenerationPipeline(PipelineRequest request, IPipelineSink sink)
{
    private const string Protoc = "protoc";
    private const string BufTool = "buf";

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            using var held = await StateLock.AcquireAsync(
                request.StateDirectory,
                holder => sink.Stage($"Waiting for '{request.StateDirectory}', which the build in process {holder} holds."),
                cancel).ConfigureAwait(false);
            await RunLockedAsync(held, cancel).ConfigureAwait(false);
        }
        catch (DiagnosticException exception)
        {
            ReportAll(exception.Diagnostics);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            sink.Report(Codes.FileSystem.With(exception.Message));
        }
    }

    private async Task RunLockedAsync(StateLock held, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var languages = new LanguageCatalog(request.LanguagesDirectory).Select(request.Languages);
        var source = ContractSource.Find(request.ProtoRoot, request.ProjectDirectory, request.Protos);
        var tools = ResolveTools(languages);
        var key = InputKey.Of(request, source, languages, tools.Values);
        var state = PipelineState.Read(request.StateDirectory);
        var output = new OutputFolder(
            request.OutputDirectory, Path.Combine(request.StateDirectory, "edited"), path => source.DisplayPath(Path.Combine(request.OutputDirectory, path)));

        if (state?.Key == key && output.IsIntact(Manifest.Read(request.OutputDirectory)))
        {
            sink.Detail($"Contracts, options and tools are as they were: nothing to do ({watch.ElapsedMilliseconds} ms).");
            TellPlan(state.Plan);
            ReportAll(state.Findings);
            return;
        }

        held.Announce();
        var generated = await new GenerationRun(request, source, languages, tools, sink).RunAsync(cancel).ConfigureAwait(false);
        if (generated is null)
        {
            return;
        }

        ReportAll(output.Check(generated.Files));
        if (sink.HasErrors)
        {
            return;
        }

        var published = output.Publish(generated.Files, sink.Report);
        TellPlan(generated.Plan);
        new PipelineState(key, generated.Findings, generated.Plan).Write(request.StateDirectory);
        sink.Stage(
            $"{source.Protos.Count} protos -> {string.Join(", ", languages.Select(language => language.Title))}: " +
            $"{published.Written} files written, {published.Removed} removed, {published.Unchanged} unchanged ({watch.ElapsedMilliseconds} ms)");
    }

    private void TellPlan(IReadOnlyList<string> plan) => sink.Detail(string.Join('\n', plan));

    private Dictionary<string, Tool> ResolveTools(IEnumerable<LanguageDefinition> languages)
    {
        var resolver = new ToolResolver(request.Tools, request.CacheDirectory, sink.Detail);
        var plugins = languages.SelectMany(language => language.Protoc).Select(output => output.Tool).OfType<string>();
        string[] names = [BufTool, Protoc, .. plugins];
        return names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, resolver.Resolve, StringComparer.Ordinal);
    }

    private void ReportAll(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            sink.Report(diagnostic);
        }
    }
}
