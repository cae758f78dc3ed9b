using System.Globalization;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <param name="Files">The generators' whole output: what was made now, and what was right as it was.</param>
/// <param name="Outputs">See <see cref="ProtoStates.Outputs"/>.</param>
/// <param name="Complaints">What protoc and its plugins complained of, by language; there are no new files of such a language.</param>
internal sealed record ProtocOutcome(
    IReadOnlyList<RenderedFile> Files,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Outputs,
    IReadOnlyDictionary<string, IReadOnlyList<Diagnostic>> Complaints);

/// <summary>
/// Runs the generators over the protos that changed, or that import one that did. Each process gets an image that holds its files and
/// what they import, and no more: protoc reads all that it is given.
/// </summary>
internal sealed class ProtocStage(
    PipelineRequest request,
    ContractSource source,
    IReadOnlyList<LanguageDefinition> languages,
    IReadOnlyDictionary<string, Tool> tools,
    OutputFolder output,
    ProtoStates? last,
    IPipelineSink sink)
{
    private const string Staging = "staging";

    // What a process should have at least: with less, another one costs more than it saves.
    private const int ShardBytes = 64_000;

    private string StagingDirectory => Path.Combine(request.StateDirectory, Staging);

    /// <summary>The key of everything that the output depends on beside the contracts.</summary>
    public string Key { get; } = KeyOf(request, source, languages, tools);

    /// <param name="image">With the managed options.</param>
    /// <param name="protos">Of the files to generate.</param>
    /// <param name="generated">Which of them each language generates.</param>
    public async Task<ProtocOutcome> RunAsync(
        Image image, IReadOnlyDictionary<string, ProtoFacts> protos, IReadOnlyDictionary<string, IReadOnlySet<string>> generated, CancellationToken cancel)
    {
        var watch = StageWatch.Start();
        var kept = Kept(protos);
        string[] changed = [.. protos.Keys.Where(name => !kept.ContainsKey(name)).Order(StringComparer.Ordinal)];
        var made = changed.Length == 0 || languages.Count == 0 ? [] : await MakeAsync(image, changed, generated, cancel).ConfigureAwait(false);
        var files = made.SelectMany(part => part.Files).ToArray();
        sink.Stage(watch.Line("protoc", $"{(kept.Count == 0 ? "" : $"{changed.Length} of ")}{Plural.Of(protos.Count, "proto")} for {string.Join(", ", languages.Select(language => language.Title))}"));
        return new ProtocOutcome(
            [.. kept.Values.SelectMany(kept => kept).Concat(files.Select(staged => staged.File)).OrderBy(file => file.Path, StringComparer.Ordinal)],
            Attribute(kept, changed, files),
            made.Where(part => part.Complaints.Count > 0).GroupBy(part => part.Language, StringComparer.Ordinal)
                .ToDictionary(parts => parts.Key, parts => (IReadOnlyList<Diagnostic>)[.. parts.SelectMany(part => part.Complaints).Distinct().Order()], StringComparer.Ordinal));
    }

    /// <summary>The output of each proto that is as it was, where its files are too.</summary>
    private Dictionary<string, IReadOnlyList<RenderedFile>> Kept(IReadOnlyDictionary<string, ProtoFacts> protos)
    {
        var kept = new Dictionary<string, IReadOnlyList<RenderedFile>>(StringComparer.Ordinal);
        foreach (var (name, facts) in last?.Generators == Key ? protos : new Dictionary<string, ProtoFacts>())
        {
            if (last!.Protos.GetValueOrDefault(name)?.Key == facts.Key && last.Outputs.TryGetValue(name, out var outputs) && Present(outputs) is { } files)
            {
                kept[name] = files;
            }
        }

        return kept;
    }

    /// <returns>Null when one of the files is gone or has other bytes.</returns>
    private IReadOnlyList<RenderedFile>? Present(IReadOnlyDictionary<string, string> outputs) =>
        outputs.All(file => output.HashOf(file.Key) == file.Value) ? [.. outputs.Select(file => RenderedFile.Kept(file.Key, file.Value))] : null;

    private async Task<Made[]> MakeAsync(
        Image image, string[] changed, IReadOnlyDictionary<string, IReadOnlySet<string>> generated, CancellationToken cancel)
    {
        if (Directory.Exists(StagingDirectory))
        {
            Directory.Delete(StagingDirectory, recursive: true);
        }

        var (renamed, standIns) = languages.Any(language => language.HasStandIns) ? StandInNames.Replace(image) : (image, null);
        Job[] jobs = [.. languages.SelectMany(language => Jobs(language, language.HasStandIns ? renamed : image, language.HasStandIns ? standIns : null, changed, generated[language.Id]))];
        var cores = sink.RequestCores(Math.Min(jobs.Length, Environment.ProcessorCount));
        using var progress = new StageProgress(() => sink.Stage(Progress()), StageProgress.Pause);
        try
        {
            var made = new Made[jobs.Length];
            var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancel };
            await Parallel.ForAsync(0, made.Length, options, async (job, stop) => made[job] = await RunAsync(jobs[job], stop).ConfigureAwait(false)).ConfigureAwait(false);
            return made;
        }
        finally
        {
            sink.ReleaseCores(cores);
        }
    }

    /// <summary>What one language has to do, as one process or as several of about the same weight.</summary>
    private IEnumerable<Job> Jobs(LanguageDefinition language, Image image, StandInNames? standIns, string[] changed, IReadOnlySet<string> generated)
    {
        var naming = LanguageCatalog.NamingOf(language);
        var weights = changed.Where(generated.Contains).Select(name => (Name: name, image.Find(name)!.Bytes.Length)).ToArray();
        var wanted = Math.Clamp(weights.Sum(file => (long)file.Length) / ShardBytes, 1, Environment.ProcessorCount);
        string[] parameters =
        [
            .. naming.ProtocParameters(
                naming.RootPackage(request.ProjectName, request.RootPackageOf(language.Id)), generated.Order(StringComparer.Ordinal).Select(image.Find).OfType<ImageFile>()),
        ];
        return Shards.Deal(weights, (int)wanted).Select((files, shard) => new Job(language, naming, image, standIns, files, shard, parameters));
    }

    private async Task<Made> RunAsync(Job job, CancellationToken cancel)
    {
        var files = job.Files.ToHashSet(StringComparer.Ordinal);
        await File.WriteAllBytesAsync(Path.Combine(request.StateDirectory, ImageName(job)), job.Image.Slice(files, job.Image.Closure(job.Files)), cancel).ConfigureAwait(false);
        var complaints = await RunProtocAsync(job, cancel).ConfigureAwait(false);
        var staged = new StagedFiles(StagingDirectory, files, job.Naming.PublishedPath, job.StandIns);
        return complaints.Count > 0 ? new Made(job.Language.Id, [], complaints) : new Made(job.Language.Id, [.. staged.Read(Folder(job.Shard), job.Language.Id)], []);
    }

    /// <summary>One run for all files whose items ask for the same: mostly one.</summary>
    private async Task<IReadOnlyList<Diagnostic>> RunProtocAsync(Job job, CancellationToken cancel)
    {
        var complaints = new List<Diagnostic>();
        foreach (var (group, alike) in job.Files.GroupBy(name => OptionsOf(name, job.Language)).Index())
        {
            var outputs = job.Language.Protoc.Select(output => output.For(alike.Key)).OfType<ProtocOutput>()
                .Select(output => (output with { Parameters = [.. output.Parameters, .. job.Parameters] }, output.Tool is { } tool ? tools[tool].Path : null)).ToArray();
            var invocation = new ProtocInvocation(ImageName(job), $"{Staging}/{Folder(job.Shard)}/{job.Language.Id}", outputs, [.. alike]);
            var name = string.Create(CultureInfo.InvariantCulture, $"protoc-{job.Language.Id}-{job.Shard}{(group == 0 ? "" : $"-{group}")}.args");
            complaints.AddRange(await ProtocRunner.RunAsync(tools[ToolNames.Protoc].Path, invocation, name, request.StateDirectory, sink.Detail, cancel).ConfigureAwait(false));
        }

        return complaints;
    }

    private ContractOptions OptionsOf(string name, LanguageDefinition language) =>
        language.IsComplete ? source.OptionsOf(name).OutsideOfProject() : source.OptionsOf(name);

    /// <summary>A folder of this process's own: a protoc that outlived the build that was killed must not write into ours.</summary>
    private static string Folder(int shard) => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{shard}");

    private static string ImageName(Job job) => string.Create(CultureInfo.InvariantCulture, $"image-{job.Language.Id}-{job.Shard}.binpb");

    /// <summary>Which files came of which proto. A generator that does not say so gives none, and its protos are made anew every time.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> Attribute(
        Dictionary<string, IReadOnlyList<RenderedFile>> kept, IReadOnlyList<string> changed, IReadOnlyList<StagedFile> made)
    {
        if (made.Any(staged => staged.Source is null))
        {
            return [];
        }

        var bySource = made.ToLookup(staged => staged.Source!, staged => staged.File, StringComparer.Ordinal);
        return kept.Select(proto => (Name: proto.Key, Files: (IEnumerable<RenderedFile>)proto.Value))
            .Concat(changed.Select(name => (Name: name, Files: bySource[name])))
            .ToDictionary(proto => proto.Name, proto => (IReadOnlyDictionary<string, string>)Hashes(proto.Files), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Hashes(IEnumerable<RenderedFile> files) =>
        files.ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal);

    private string Progress() =>
        $"protoc: {Plural.Of(Directory.Exists(StagingDirectory) ? Directory.EnumerateFiles(StagingDirectory, "*", SearchOption.AllDirectories).Count() : 0, "file")} so far";

    private static string KeyOf(
        PipelineRequest request, ContractSource source, IReadOnlyList<LanguageDefinition> languages, IReadOnlyDictionary<string, Tool> tools)
    {
        using var key = new KeyHash().Add("sdk", $"{typeof(ProtocStage).Module.ModuleVersionId}").Add("protoc", tools[ToolNames.Protoc].Hash);
        foreach (var language in languages)
        {
            key.Add("root " + language.Id, LanguageCatalog.NamingOf(language).RootPackage(request.ProjectName, request.RootPackageOf(language.Id)));
            foreach (var output in language.Protoc)
            {
                key.Add(language.Id, $"{output.Plugin} {output.Output} {string.Join(' ', output.Parameters)} {(output.Tool is { } tool ? tools[tool].Hash : "")}");
            }
        }

        foreach (var (name, options) in source.Options.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            key.Add("options " + name, $"{options}");
        }

        return key.Finish();
    }

    private sealed record Job(
        LanguageDefinition Language, ILanguageNaming Naming, Image Image, StandInNames? StandIns, IReadOnlyList<string> Files, int Shard, IReadOnlyList<string> Parameters);

    private sealed record Made(string Language, IReadOnlyList<StagedFile> Files, IReadOnlyList<Diagnostic> Complaints);
}
