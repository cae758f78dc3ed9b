using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <param name="Files">All of the output folder, ready to publish.</param>
/// <param name="Findings">What was found and is to be told again by every build that changes nothing.</param>
/// <param name="Plan">What each method's default does.</param>
/// <param name="Protos">What the next run needs to make only what changed; null where there are none.</param>
/// <param name="Failures">Languages of which the files are those of before; told once the others are published.</param>
internal sealed record Generated(
    IReadOnlyList<RenderedFile> Files, IReadOnlyList<Diagnostic> Findings, IReadOnlyList<string> Plan, ProtoStates? Protos, LanguageFailures Failures);

/// <summary>Makes what is not up to date, into staging; kept apart so that a build with nothing to do loads none of what it needs.</summary>
internal sealed class GenerationRun
{
    private readonly PipelineRequest _request;
    private readonly ContractSource _source;
    private readonly IReadOnlyDictionary<string, Tool> _tools;
    private readonly OutputFolder _output;
    private readonly ProtoStates? _last;
    private readonly IReadOnlyList<LanguageDefinition> _languages;
    private readonly LanguageFailures _failures;
    private readonly IPipelineSink _sink;
    private readonly LintStage _lint;
    private readonly ProtocStage _protoc;
    private readonly PluginStage _plugins;
    private readonly Lazy<Task<Compiled?>> _compiled;
    /// <summary>The contract for tools that take it compiled, with all that it imports: <c>buf curl</c>, say.</summary>
    internal const string PublishedImage = "config/image.binpb";

    // Messages and stubs are protoc's alone: nobody reads more of a contract than its names then.
    private readonly bool _renders;
    private readonly List<Diagnostic> _findings = [];
    private IReadOnlyList<string> _plan = [];

    public GenerationRun(
        PipelineRequest request,
        ContractSource source,
        PipelineTools tools,
        Buf buf,
        ContractImage image,
        OutputFolder output,
        IPipelineSink sink)
    {
        (_request, _source, _languages, _tools, _output, _sink) = (request, source, tools.Languages, tools.ByName, output, sink);
        _failures = tools.Missing;
        _renders = request.Role != PipelineRole.Contracts || request.DocsDirectory is not null || tools.Languages.Any(language => !language.IsPlain(request.RoleName));
        _last = ProtoStates.Read(request.StateDirectory);
        _lint = new LintStage(request, source, _tools[ToolNames.Buf], buf, _last, sink);
        _protoc = new ProtocStage(request, source, _languages, _tools, output, _last, sink);
        _plugins = new PluginStage(request, _tools[ToolNames.Protoc], sink);
        _compiled = new Lazy<Task<Compiled?>>(() => CompileAsync(image));
    }

    /// <returns>Null when an error was reported: nothing may be published then.</returns>
    public async Task<Generated?> RunAsync(CancellationToken cancel)
    {
        if (_source.Protos.Count == 0)
        {
            Report([Codes.NoContracts.With(_source.DisplayPath(_source.Root))]);
            return new Generated([.. Render(new Contract([]), null), .. FilesOfBefore()], _findings, _plan, null, _failures);
        }

        var lint = _lint.RunAsync(async () => (await _compiled.Value.ConfigureAwait(false))?.Protos, cancel);
        (IReadOnlyList<RenderedFile> Files, ProtoStates Protos)? made;
        try
        {
            made = await CompileAndGenerateAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            await Ended(lint).ConfigureAwait(false);
        }

        var linted = await lint.ConfigureAwait(false);
        var compiled = await _compiled.Value.ConfigureAwait(false);
        if (compiled is null)
        {
            // What does not compile was told by then, and as well.
            linted = [.. linted.Where(finding => finding.Code != Buf.CompileRule)];
        }

        Report(_request.Lint ? new LintAcceptance(_request, _source).Apply(linted, compiled?.Image) : linted);
        return made is not var (files, protos) || _sink.HasErrors ? null : new Generated(files, _findings, _plan, protos with { Findings = linted }, _failures);
    }

    private async Task<Compiled?> CompileAsync(ContractImage contract)
    {
        var watch = StageWatch.Start();
        var (bytes, findings) = await contract.BuildAsync().ConfigureAwait(false);
        if (bytes is null)
        {
            Report(MisreadContracts.Explain(_source, findings));
            return null;
        }

        var image = Image.Read(bytes);
        if (MisreadContracts.FindSilent(_source, image) is { Count: > 0 } misread)
        {
            Report(misread);
            return null;
        }

        var imports = image.Files.Count - _source.Protos.Count;
        _sink.Stage(watch.Line("image", $"{Plural.Of(_source.Protos.Count, "proto")}, {Plural.Of(imports, "import")}"));
        (string, IEnumerable<string>)[] graph = [.. image.Files.Select(file => (file.Name, (IEnumerable<string>)file.Dependencies))];
        var generated = _languages.ToDictionary(language => language.Id, language => language.Generates(graph, _source), StringComparer.Ordinal);
        string[] own = [.. _source.Protos, .. ImportedContracts.Of(graph, _source)];
        return new Compiled(bytes, image, own, generated, ProtoFacts.Of(image, own.Concat(generated.Values.SelectMany(names => names)).Distinct(StringComparer.Ordinal)));
    }

    private async Task<(IReadOnlyList<RenderedFile> Files, ProtoStates Protos)?> CompileAndGenerateAsync(CancellationToken cancel)
    {
        if (await _compiled.Value.ConfigureAwait(false) is not { } compiled)
        {
            return null;
        }

        var image = ManagedOptions.Apply(compiled.Image, compiled.Own);
        // Its processes are started here and now: everything else that is to be done is done beside them.
        var protoc = _protoc.RunAsync(image, compiled.Protos, compiled.Generated, cancel);
        try
        {
            // A name that a language cannot hold explains what protoc may have complained of, in better words.
            if (await OnItsOwnThread(() => ModelAndRender(compiled)).ConfigureAwait(false) is not var (rendered, memory))
            {
                return null;
            }

            var (generated, outputs, complaints) = await protoc.ConfigureAwait(false);
            foreach (var (language, reasons) in complaints.Where(entry => !_failures.Contains(entry.Key)))
            {
                _failures.Add(language, reasons);
            }

            if (NoneIsLeft())
            {
                return null;
            }

            var plugged = await _plugins.RunAsync(image, [.. compiled.Own.Order(StringComparer.Ordinal)], cancel).ConfigureAwait(false);
            var made = generated.Concat(rendered).Where(file => !_failures.Contains(file.Path.Split('/')[0]));
            return ([.. made, .. FilesOfBefore(), .. plugged, new RenderedFile(PublishedImage, image.WithoutSourceInfo())],
                new ProtoStates(_protoc.Key, _lint.Key, compiled.Protos, outputs, [], memory?.States ?? new Dictionary<string, RenderState>()));
        }
        finally
        {
            await Ended(protoc).ConfigureAwait(false);
        }
    }

    /// <returns>Null when nothing can be generated of it.</returns>
    private (List<RenderedFile> Files, RenderMemory? Memory)? ModelAndRender(Compiled compiled)
    {
        if (!_renders && NamesFit(compiled))
        {
            return ([], null);
        }

        if (Model(compiled) is not { } contract)
        {
            return null;
        }

        var memory = RememberRendered.Of(_request, _source, _languages, _tools, contract, compiled.Image, compiled.Protos, _last, _output);
        return (Render(contract, memory), memory);
    }

    /// <summary>The pool has a thread a core, and lint, protoc and MSBuild's answers wait for one of those.</summary>
    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What is there of languages that cannot be written now.</summary>
    private IEnumerable<RenderedFile> FilesOfBefore() => Manifest.Read(_request.OutputDirectory).Hashes
        .Where(file => _failures.Contains(file.Key.Split('/')[0])).Select(file => RenderedFile.Left(file.Key, file.Value));

    /// <summary>Where no language can be written, nothing is, and what is in the way is told at once.</summary>
    private bool NoneIsLeft()
    {
        if (_failures.Count == 0 || _languages.Any(language => !_failures.Contains(language.Id)))
        {
            return false;
        }

        Report(_failures.Reasons);
        return true;
    }

    /// <summary>Whatever ends a run early, a stage that runs beside it ends first: it writes into folders that the lock guards.</summary>
    private static async Task Ended(Task beside) => await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <returns>False when the whole must be looked at, for something is to be said of it.</returns>
    private bool NamesFit(Compiled compiled)
    {
        var watch = StageWatch.Start();
        if (_request.Overrides is not { Methods.Count: 0, Resources.Count: 0 }
            || ContractNames.Read(compiled.Image, TouchedNames(compiled), SidesOf) is not { } names || Checks(names).Any(check => check.Findings.Count > 0))
        {
            return false;
        }

        _sink.Stage(watch.Line("names", $"{Plural.Of(_source.Protos.Count, "proto")} fit {string.Join(", ", _languages.Select(language => language.Title))}"));
        return true;
    }

    /// <summary>What changed, and what shares a package with it, or has a namespace that is, holds or lies in its own: the rest fitted in the last run, with which nothing would have been recorded otherwise.</summary>
    private IReadOnlyCollection<string> TouchedNames(Compiled compiled)
    {
        if (_last?.Generators != _protoc.Key)
        {
            return _source.Protos;
        }

        var files = _source.Protos.Select(compiled.Image.Find).OfType<ImageFile>().Select(file => (file.Name, file.Package, Namespace: file.CSharpNamespace)).ToArray();
        var changed = files.Where(file => _last.Protos.GetValueOrDefault(file.Name)?.Key != compiled.Protos[file.Name].Key).ToArray();
        var packages = changed.Select(file => file.Package).ToHashSet(StringComparer.Ordinal);
        var namespaces = changed.Select(file => file.Namespace + ".").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. files.Where(file => packages.Contains(file.Package) || namespaces.Any(changed => IsWithin(changed, file.Namespace + "."))).Select(file => file.Name)];

        static bool IsWithin(string one, string other) => one.StartsWith(other, StringComparison.OrdinalIgnoreCase) || other.StartsWith(one, StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>Null when nothing can be generated of it.</returns>
    private Contract? Model(Compiled compiled)
    {
        var watch = StageWatch.Start();
        var contract = ContractBuilder.Build(compiled.Bytes, _source.Protos, _request.Overrides, SidesOf);
        Report([.. contract.Findings]);
        foreach (var (language, findings) in Checks(contract))
        {
            Report([.. findings.Where(finding => !IsMisfit(finding))]);
            if (findings.Any(IsMisfit))
            {
                _failures.Add(language, findings.Where(IsMisfit));
            }
        }

        _sink.Stage(watch.Line("model", ContractSummary.Counts(contract)));
        _plan = [.. ContractSummary.Lines(contract)];
        Report(_request.Role == PipelineRole.Contracts ? [] : [.. MethodFindings.Of(contract, _request.Unimplemented).Select(_source.Place)]);
        return contract.Findings.Count > 0 || NoneIsLeft() ? null : contract;
    }

    private ServiceSides SidesOf(string name) => _source.OptionsOf(name).Sides;

    /// <summary>What each language has to say of the contract.</summary>
    private IEnumerable<(string Language, IReadOnlyList<Diagnostic> Findings)> Checks(Contract contract) => _languages.Select(language => (language.Id, (IReadOnlyList<Diagnostic>)
        [.. LanguageCatalog.ChecksOf(language, contract, _request.ProjectName, _request.RootPackageOf(language.Id)).Select(_source.Place)]));

    private static bool IsMisfit(Diagnostic finding) => finding.Severity == Severity.Error;

    private List<RenderedFile> Render(Contract contract, RenderMemory? memory)
    {
        var watch = StageWatch.Start();
        var files = new OutputRendering(_request, _source, [.. _languages.Where(language => !_failures.Contains(language.Id))], memory).Render(contract);
        if (files.Count > 0)
        {
            var kept = files.Count(file => file.IsKept);
            _sink.Stage(watch.Line("templates", $"{(kept == 0 ? "" : $"{files.Count - kept} of ")}{Plural.Of(files.Count, "file")}"));
        }

        return files;
    }

    private void Report(IReadOnlyList<Diagnostic> findings)
    {
        _findings.AddRange(findings);
        _sink.ReportAll(findings);
    }

    /// <param name="Bytes">The image as Buf wrote it.</param>
    /// <param name="Image">The same, split into its files: without managed options.</param>
    /// <param name="Own">The project's own contracts, and those of others that nobody has generated.</param>
    /// <param name="Generated">What each language generates.</param>
    /// <param name="Protos">Of all of these.</param>
    private sealed record Compiled(
        byte[] Bytes, Image Image, IReadOnlyList<string> Own, IReadOnlyDictionary<string, IReadOnlySet<string>> Generated, IReadOnlyDictionary<string, ProtoFacts> Protos);
}
