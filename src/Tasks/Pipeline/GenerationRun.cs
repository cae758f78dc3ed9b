using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <param name="Files">All of the output folder, ready to publish.</param>
/// <param name="Findings">What was found and is to be told again by every build that changes nothing.</param>
/// <param name="Plan">What each method's default does.</param>
internal sealed record Generated(IReadOnlyList<RenderedFile> Files, IReadOnlyList<Diagnostic> Findings, IReadOnlyList<string> Plan);

/// <summary>Makes everything anew, into staging; kept apart so that a build with nothing to do loads none of what it needs.</summary>
internal sealed class GenerationRun(
    PipelineRequest request,
    ContractSource source,
    IReadOnlyList<LanguageDefinition> languages,
    IReadOnlyDictionary<string, Tool> tools,
    Buf buf,
    ContractImage contractImage,
    IPipelineSink sink)
{
    private readonly List<Diagnostic> _findings = [];
    private IReadOnlyList<string> _plan = [];
    private IReadOnlyList<string> _generated = [];

    /// <returns>Null when an error was reported: nothing may be published then.</returns>
    public async Task<Generated?> RunAsync(CancellationToken cancel)
    {
        if (source.Protos.Count == 0)
        {
            Report([Codes.NoContracts.With(source.DisplayPath(source.Root))]);
            return new Generated(Render(new Contract([])), _findings, _plan);
        }

        var lint = request.Lint ? Timed("lint", Linter.RunAsync(buf, source, request.LintSeverity, cancel)) : Task.FromResult<IReadOnlyList<Diagnostic>>([]);
        IReadOnlyList<RenderedFile>? files;
        try
        {
            files = await CompileAndGenerateAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            await Ended(lint).ConfigureAwait(false);
        }

        Report(await lint.ConfigureAwait(false));
        return files is null || sink.HasErrors ? null : new Generated(files, _findings, _plan);
    }

    private async Task<IReadOnlyList<RenderedFile>?> CompileAndGenerateAsync(CancellationToken cancel)
    {
        var (bytes, findings) = await Timed("image", contractImage.BuildAsync()).ConfigureAwait(false);
        Report(findings);
        if (bytes is null)
        {
            return null;
        }

        var image = FileDescriptorSet.Parser.ParseFrom(bytes);
        _generated = [.. source.Protos, .. ImportedContracts.Of([.. image.File.Select(file => (file.Name, (IEnumerable<string>)file.Dependency))], source)];
        ManagedOptions.Apply(image, _generated);
        var managed = image.ToByteArray();
        var protoc = ProtocAsync(image, managed, cancel);
        try
        {
            var (contract, misfits) = Model(managed);
            var rendered = misfits.Count == 0 ? Render(contract) : [];
            var (generated, complaints) = await protoc.ConfigureAwait(false);

            // A name that a language cannot hold explains what protoc may have complained of, in better words.
            Report(misfits.Count > 0 ? misfits : complaints);
            return misfits.Count > 0 || complaints.Count > 0 ? null : [.. generated, .. rendered];
        }
        finally
        {
            await Ended(protoc).ConfigureAwait(false);
        }
    }

    /// <summary>Whatever ends a run early, a stage that runs beside it ends first: it writes into folders that the lock guards.</summary>
    private static async Task Ended(Task beside) => await beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private (Contract Contract, IReadOnlyList<Diagnostic> Misfits) Model(byte[] image)
    {
        var contract = ContractBuilder.Build(image, source.Protos, request.Overrides, name => source.OptionsOf(name).Sides);
        sink.Stage(ContractSummary.Counts(contract));
        _plan = [.. ContractSummary.Lines(contract)];
        Report([.. Contradictions(contract).Select(Place)]);
        return (contract, [.. contract.Findings, .. languages.SelectMany(language => LanguageCatalog.ChecksOf(language, contract)).Select(Place)]);
    }

    /// <summary>Methods whose name promises a default that their shape cannot keep: worth a look, and nobody's fault.</summary>
    private static IEnumerable<Diagnostic> Contradictions(Contract contract) =>
        from method in contract.Services.SelectMany(service => service.Methods)
        let plan = method.Plan as UnimplementedPlan
        where plan is { Contradiction: true }
        select Codes.NoDefault.With(method.Location.ToSpan(), method.Path, plan.Reason);

    private async Task<(IReadOnlyList<RenderedFile> Files, IReadOnlyList<Diagnostic> Complaints)> ProtocAsync(FileDescriptorSet image, byte[] serialized, CancellationToken cancel)
    {
        const string Staging = "staging";
        const string Image = "image.binpb";
        var staging = Path.Combine(request.StateDirectory, Staging);
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }

        Directory.CreateDirectory(staging);

        var (renamed, keywords) = KeywordNames.Replace(image);
        var bytes = keywords is null ? serialized : renamed.ToByteArray();
        await File.WriteAllBytesAsync(Path.Combine(request.StateDirectory, Image), bytes, cancel).ConfigureAwait(false);
        foreach (var language in languages)
        {
            // One run, unless items ask for different stubs.
            foreach (var alike in _generated.GroupBy(source.OptionsOf))
            {
                var outputs = language.Protoc.Select(output => output.For(alike.Key)).OfType<ProtocOutput>().Select(output => (output, output.Tool is { } tool ? tools[tool].Path : null)).ToArray();
                var invocation = new ProtocInvocation(Image, $"{Staging}/{language.Id}", outputs, [.. alike]);
                var complaints = await Timed(
                    $"protoc for {language.Title}",
                    ProtocRunner.RunAsync(tools[ToolNames.Protoc].Path, invocation, request.StateDirectory, sink.Detail, cancel)).ConfigureAwait(false);
                if (complaints.Count > 0)
                {
                    return ([], complaints);
                }
            }
        }

        return ([.. StagedFiles.Read(staging, keywords)], []);
    }

    private List<RenderedFile> Render(Contract contract)
    {
        var watch = Stopwatch.StartNew();
        var files = new List<RenderedFile>();
        foreach (var language in languages)
        {
            var naming = LanguageCatalog.NamingOf(language);
            var project = new RenderProject(request.ProjectName, naming.RootPackage(request.ProjectName), request.EntryPoint, request.SdkVersion);
            var overrides = request.TemplatesDirectory is { } own ? Path.Combine(own, language.Id) : null;
            files.AddRange(new LanguageRenderer(language, naming, request.Role.ToString().ToLowerInvariant(), overrides).Render(contract, project));
        }

        sink.Detail($"templates: {files.Count} files ({watch.ElapsedMilliseconds} ms)");
        return files;
    }

    /// <summary>Findings of the model name protos by import path; people are shown the file that they edit.</summary>
    private Diagnostic Place(Diagnostic finding) =>
        finding.Span is { } span ? finding with { Span = span with { File = source.Display(span.File) } } : finding;

    private void Report(IReadOnlyList<Diagnostic> findings)
    {
        _findings.AddRange(findings);
        sink.ReportAll(findings);
    }

    private async Task<T> Timed<T>(string stage, Task<T> task)
    {
        var watch = Stopwatch.StartNew();
        var result = await task.ConfigureAwait(false);
        sink.Detail($"{stage}: {watch.ElapsedMilliseconds} ms");
        return result;
    }
}
