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
/// <param name="Complaints">What protoc and its plugins complained of; there are no files then.</param>
internal sealed record ProtocOutcome(
    IReadOnlyList<RenderedFile> Files, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Outputs, IReadOnlyList<Diagnostic> Complaints);

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

    // Below this much contract a second process costs more than it saves.
    private const int ShardBytes = 400_000;

    private string StagingDirectory => Path.Combine(request.StateDirectory, Staging);

    /// <summary>The key of everything that the output depends on beside the contracts.</summary>
    public string Key { get; } = KeyOf(source, languages, tools);

    /// <param name="image">With the managed options.</param>
    /// <param name="protos">Of the files to generate.</param>
    public async Task<ProtocOutcome> RunAsync(Image image, IReadOnlyDictionary<string, ProtoFacts> protos, CancellationToken cancel)
    {
        var watch = StageWatch.Start();
        var kept = Kept(protos);
        string[] changed = [.. protos.Keys.Where(name => !kept.ContainsKey(name)).Order(StringComparer.Ordinal)];
        var made = changed.Length == 0 || languages.Count == 0 ? new Made([], []) : await MakeAsync(image, changed, cancel).ConfigureAwait(false);
        if (made.Complaints.Count > 0)
        {
            return new ProtocOutcome([], new Dictionary<string, IReadOnlyDictionary<string, string>>(), made.Complaints);
        }

        sink.Stage(watch.Line("protoc", $"{(kept.Count == 0 ? "" : $"{changed.Length} of ")}{Plural.Of(protos.Count, "proto")} for {string.Join(", ", languages.Select(language => language.Title))}"));
        return new ProtocOutcome(
            [.. kept.Values.SelectMany(files => files).Concat(made.Files.Select(staged => staged.File)).OrderBy(file => file.Path, StringComparer.Ordinal)],
            Attribute(kept, changed, made.Files),
            []);
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

    private async Task<Made> MakeAsync(Image image, string[] changed, CancellationToken cancel)
    {
        if (Directory.Exists(StagingDirectory))
        {
            Directory.Delete(StagingDirectory, recursive: true);
        }

        var (renamed, keywords) = KeywordNames.Replace(image);
        var weights = changed.Select(name => (name, renamed.Find(name)!.Bytes.Length)).ToArray();
        var wanted = Math.Clamp(weights.Sum(file => (long)file.Length) / ShardBytes, 1, Environment.ProcessorCount);
        var cores = sink.RequestCores((int)Math.Min(wanted * languages.Count, Environment.ProcessorCount));
        using var progress = new StageProgress(() => sink.Stage(Progress()));
        try
        {
            var shards = Shards.Deal(weights, (int)wanted);
            for (var shard = 0; shard < shards.Count; shard++)
            {
                var slice = renamed.Slice(shards[shard].ToHashSet(StringComparer.Ordinal), renamed.Closure(shards[shard]));
                await File.WriteAllBytesAsync(Path.Combine(request.StateDirectory, ImageName(shard)), slice, cancel).ConfigureAwait(false);
            }

            return await RunShardsAsync(shards, keywords, cores, cancel).ConfigureAwait(false);
        }
        finally
        {
            sink.ReleaseCores(cores);
        }
    }

    /// <summary>One process for each language and shard, as many at a time as there are cores.</summary>
    private async Task<Made> RunShardsAsync(IReadOnlyList<IReadOnlyList<string>> shards, KeywordNames? keywords, int cores, CancellationToken cancel)
    {
        var made = new Made[shards.Count * languages.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancel };
        await Parallel.ForAsync(0, made.Length, options, async (job, stop) =>
        {
            var (language, shard) = (languages[job / shards.Count], job % shards.Count);
            var complaints = await RunAsync(language, shards[shard], shard, stop).ConfigureAwait(false);
            made[job] = complaints.Count > 0 ? new Made([], complaints) : new Made([.. StagedFiles.Read(StagingDirectory, Folder(shard), language.Id, keywords)], []);
        }).ConfigureAwait(false);
        return new Made([.. made.SelectMany(part => part.Files)], [.. made.SelectMany(part => part.Complaints).Distinct().Order()]);
    }

    /// <summary>One run for all files whose items ask for the same: mostly one.</summary>
    private async Task<IReadOnlyList<Diagnostic>> RunAsync(LanguageDefinition language, IReadOnlyList<string> files, int shard, CancellationToken cancel)
    {
        var complaints = new List<Diagnostic>();
        foreach (var (group, alike) in files.GroupBy(source.OptionsOf).Index())
        {
            var outputs = language.Protoc.Select(output => output.For(alike.Key)).OfType<ProtocOutput>().Select(output => (output, output.Tool is { } tool ? tools[tool].Path : null)).ToArray();
            var invocation = new ProtocInvocation(ImageName(shard), $"{Staging}/{Folder(shard)}/{language.Id}", outputs, [.. alike]);
            var name = string.Create(CultureInfo.InvariantCulture, $"protoc-{language.Id}-{shard}{(group == 0 ? "" : $"-{group}")}.args");
            complaints.AddRange(await ProtocRunner.RunAsync(tools[ToolNames.Protoc].Path, invocation, name, request.StateDirectory, sink.Detail, cancel).ConfigureAwait(false));
        }

        return complaints;
    }

    /// <summary>A folder of this process's own: a protoc that outlived the build that was killed must not write into ours.</summary>
    private static string Folder(int shard) => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{shard}");

    private static string ImageName(int shard) => string.Create(CultureInfo.InvariantCulture, $"image-{shard}.binpb");

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

    private static string KeyOf(ContractSource source, IReadOnlyList<LanguageDefinition> languages, IReadOnlyDictionary<string, Tool> tools)
    {
        using var key = new KeyHash().Add("sdk", $"{typeof(ProtocStage).Module.ModuleVersionId}").Add("protoc", tools[ToolNames.Protoc].Hash);
        foreach (var (language, output) in languages.SelectMany(language => language.Protoc.Select(output => (language, output))))
        {
            key.Add(language.Id, $"{output.Plugin} {output.Output} {string.Join(' ', output.Parameters)} {(output.Tool is { } tool ? tools[tool].Hash : "")}");
        }

        foreach (var (name, options) in source.Options.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            key.Add("options " + name, $"{options}");
        }

        return key.Finish();
    }

    private sealed record Made(IReadOnlyList<StagedFile> Files, IReadOnlyList<Diagnostic> Complaints);
}
