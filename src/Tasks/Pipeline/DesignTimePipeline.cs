using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// What an editor's build compiles: the output of the last real build while that is right, else the whole C# made anew, in a folder of its own below
/// obj. No check runs, no other language is written, nothing fails: with a contract that does not compile, or without tools, the last good output stays.
/// </summary>
public sealed class DesignTimePipeline(PipelineRequest request, IPipelineSink sink)
{
    private const string Language = "csharp";

    private readonly QuietSink _sink = new(sink);
    private readonly PipelineRequest _design = OwnFolder(request);

    /// <returns>The absolute folder whose manifest lists what to compile.</returns>
    public async Task<string> RunAsync(CancellationToken cancel)
    {
        try
        {
            using var held = StateLock.Acquire(
                request.StateDirectory, holder => _sink.Stage($"Waiting for '{request.StateDirectory}', which {holder} holds."), _sink.StepAside, cancel);
            return await ChooseAsync(held, cancel).ConfigureAwait(false);
        }
        catch (DiagnosticException exception)
        {
            _sink.ReportAll(exception.Diagnostics);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _sink.Report(Codes.FileSystem.With(exception.Message));
        }

        return LastGood(PipelineState.Read(request.StateDirectory), DesignTimeState.Read(_design.StateDirectory));
    }

    private static PipelineRequest OwnFolder(PipelineRequest request)
    {
        var folder = Path.Combine(request.StateDirectory, "design");
        return request with
        {
            StateDirectory = folder,
            OutputDirectory = Path.Combine(folder, "generated"),
            Languages = [Language],
            DocsDirectory = null,
            ConfigDirectory = null,
            ServiceConfigDirectory = null,
            Lint = false,
            Gate = null,
            Plugins = [],
        };
    }

    private async Task<string> ChooseAsync(StateLock held, CancellationToken cancel)
    {
        var languages = new LanguageCatalog(request.LanguagesDirectory).Select(request.Languages);
        if (languages.All(language => language.Id != Language))
        {
            return request.OutputDirectory;
        }

        var source = ContractSource.Find(request.ProjectDirectory, request.ProtoRoot, request.Protos, request.ImportRoots, request.OwnFolders);
        var tools = PipelineTools.Resolve(request, languages, _sink);
        var key = InputKey.Of(request, source, languages, tools.ByName.Values);
        var built = PipelineState.Read(request.StateDirectory);
        if (built?.Key == key && IsIntact(request))
        {
            return request.OutputDirectory;
        }

        var last = DesignTimeState.Read(_design.StateDirectory);
        if (last?.Key != key || (last.HasTree && !IsIntact(_design)))
        {
            held.Announce();
            last = await GenerateAsync(source, tools.Of(Language), cancel).ConfigureAwait(false)
                ? new DesignTimeState(key, true, built?.Key)
                : new DesignTimeState(key, last?.HasTree ?? false, last?.Basis);
            last.Write(_design.StateDirectory);
        }

        return LastGood(built, last);
    }

    private async Task<bool> GenerateAsync(ContractSource source, PipelineTools tools, CancellationToken cancel)
    {
        Directory.CreateDirectory(_design.StateDirectory);
        var watch = StageWatch.Start();
        var buf = new Buf(tools.ByName[ToolNames.Buf].Path, source, request.Buf with { Protoc = tools.ByName[ToolNames.Protoc].Path }, _design.StateDirectory, _sink.Detail);
        var image = new ContractImage(() => ImageBuilder.BuildAsync(buf, cancel));
        var output = Output(_design);
        if (await new GenerationRun(_design, source, tools, buf, image, output, _sink).RunAsync(cancel).ConfigureAwait(false) is not { } made)
        {
            return false;
        }

        _sink.ReportAll(output.Check(made.Files));
        if (_sink.HasErrors)
        {
            return false;
        }

        var published = output.Publish(made.Files);
        made.Protos?.Write(_design.StateDirectory);
        _sink.Stage(watch.Line("design time", $"{Plural.Of(published.Written, "file")} written"));
        return true;
    }

    /// <summary>The tree of a design-time build, unless a real build came after it.</summary>
    private string LastGood(PipelineState? built, DesignTimeState? last) =>
        last is { HasTree: true } && last.Basis == built?.Key ? _design.OutputDirectory : request.OutputDirectory;

    private static bool IsIntact(PipelineRequest request) => Output(request).IsIntact();

    private static OutputFolder Output(PipelineRequest request) =>
        new(request.OutputDirectory, request.StateDirectory, path => Path.Combine(request.OutputDirectory, path));
}
