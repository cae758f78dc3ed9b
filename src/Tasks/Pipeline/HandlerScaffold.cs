using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// Writes the first handlers of the project's own, <c>handlers/&lt;language&gt;</c>. A folder in which there is anything is the user's, who may have
/// given each file another name: it is left as it is, whole.
/// </summary>
internal sealed class HandlerScaffold(PipelineRequest request, ContractSource source, IReadOnlyList<LanguageDefinition> languages, IPipelineSink sink)
{
    public async Task RunAsync(ContractImage image)
    {
        if (request.Role != PipelineRole.Service || languages.Count == 0)
        {
            sink.Report(languages.Count == 0 ? Codes.ScaffoldWithoutServer.With("GrpcGeneration", "external") : Codes.ScaffoldWithoutServer.With("GrpcRole", $"{request.Role}"));
            return;
        }

        if (await ReadAsync(image).ConfigureAwait(false) is not { } contract)
        {
            return;
        }

        foreach (var language in languages)
        {
            Write(language, contract);
        }
    }

    /// <returns>Null where there is nothing to write of it, which is told.</returns>
    private async Task<Contract?> ReadAsync(ContractImage image)
    {
        Contract contract = new([]);
        if (source.Protos.Count > 0)
        {
            var (bytes, findings) = await image.BuildAsync().ConfigureAwait(false);
            if (bytes is null)
            {
                sink.ReportAll(MisreadContracts.Explain(source, findings));
                return null;
            }

            contract = ContractBuilder.Build(bytes, source.Protos, request.Overrides, name => source.OptionsOf(name).Sides);
        }

        if (!contract.ServedServices.Any())
        {
            sink.Report(Codes.ScaffoldWithoutService.With(source.DisplayPath(source.Root)));
            return null;
        }

        sink.ReportAll(contract.Findings);
        return contract.Findings.Count > 0 ? null : contract;
    }

    private void Write(LanguageDefinition language, Contract contract)
    {
        var folder = Path.Combine(request.HandlersDirectory, language.Id);
        var display = source.DisplayPath(folder);
        try
        {
            if (language.Scaffold is null)
            {
                sink.Report(Codes.NoScaffold.With(language.Title));
            }
            else if (Begun(language, folder) is { Count: > 0 } begun)
            {
                sink.Answer($"{language.Title}: your handlers are there ({string.Join(", ", begun)}), and were left as they are.");
            }
            else if (Render(language, contract) is { } files)
            {
                Place(files, folder);
                sink.Answer($"{language.Title}: '{display}' written ({string.Join(", ", files.Select(file => file.Path[(language.Id.Length + 1)..]))}). It is yours, and no build will change it.");
            }
        }
        catch (DiagnosticException exception)
        {
            sink.ReportAll(exception.Diagnostics);
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            sink.Report(failure.Code == Codes.FileSystem.Id ? Codes.ScaffoldNotWritten.With(display, exception.Message) : failure);
        }
    }

    /// <summary>The user's files that show that there are handlers already.</summary>
    private IReadOnlyList<string> Begun(LanguageDefinition language, string folder)
    {
        var inFolder = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
        var elsewhere = language.ScaffoldSign is { } sign ? request.Sources.Where(path => File.Exists(path) && File.ReadAllText(path).Contains(sign, StringComparison.Ordinal)) : [];
        return [.. inFolder.Concat(elsewhere).Select(source.DisplayPath).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <returns>Null where the language cannot hold the contract, which is told.</returns>
    private IReadOnlyList<RenderedFile>? Render(LanguageDefinition language, Contract contract)
    {
        var chosen = request.RootPackageOf(language.Id);
        Diagnostic[] misfits = [.. LanguageCatalog.ChecksOf(language, contract, request.ProjectName, chosen).Where(finding => finding.Severity == Severity.Error)];
        if (misfits.Length > 0)
        {
            sink.ReportAll(misfits.Select(source.Place));
            return null;
        }

        var naming = LanguageCatalog.NamingOf(language);
        var set = new TemplateSet(language.Id, language.Scaffold!) { Folder = language.Folder };
        var overrides = request.TemplatesDirectory is { } own ? Path.Combine(own, language.Id) : null;
        var project = new RenderProject(request.ProjectName, naming.RootPackage(request.ProjectName, chosen), request.EntryPoint, request.SdkVersion);
        var folder = Path.Combine(request.HandlersDirectory, language.Id);
        return
        [
            .. new TemplateRenderer(set, naming, overrides, finish: naming.Finish).Render(
                contract,
                project,
                ("packages", language.Packages),
                ("generated", OutputRendering.FolderBetween(folder, Path.Combine(request.OutputDirectory, language.Id)).TrimEnd('/')),
                ("configuration", OutputRendering.FolderBetween(folder, request.Configuration ?? request.ProjectDirectory))),
        ];
    }

    /// <summary>All files or none: in a folder beside, which then gets its name.</summary>
    private void Place(IReadOnlyList<RenderedFile> files, string folder)
    {
        var beside = Path.Combine(request.HandlersDirectory, $".{Guid.NewGuid():N}");
        try
        {
            foreach (var file in files)
            {
                var path = Path.Combine(beside, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, file.Content.Span);
            }

            if (Directory.Exists(folder))
            {
                // Empty folders alone, or there would be something of the user's in it.
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(Path.Combine(beside, Path.GetFileName(folder)), folder);
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }
}
