using Grpc.Service.Sdk.Documentation;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Everything that templates write for a contract.</summary>
/// <param name="memory">What need not be rendered again; null for nothing.</param>
internal sealed class OutputRendering(PipelineRequest request, ContractSource source, IReadOnlyList<LanguageDefinition> languages, RenderMemory? memory)
{
    /// <summary>The schema of service.json, below the output folder.</summary>
    internal const string ConfigSchema = "config/service.schema.json";

    /// <returns>The languages' files, each with its folder, gRPC's service config, the configuration's schema and the documentation.</returns>
    public List<RenderedFile> Render(Contract contract)
    {
        foreach (var file in source.Roots.Count > 1 ? contract.Packages.SelectMany(package => package.Files) : [])
        {
            var root = source.Holder(file.Path)!.Folder;
            file.Root = new FileRoot(FolderBetween(request.ProjectDirectory, root), FolderBetween(request.OutputDirectory, root));
        }

        // Neither needs the other, and both are work of the processor alone.
        var documentation = Task.Run(() => Documentation(contract).ToList());
        var files = new List<RenderedFile>();
        foreach (var language in languages)
        {
            var naming = LanguageCatalog.NamingOf(language);
            files.AddRange(new LanguageRenderer(language, naming, request.RoleName, Overrides(language.Id), memory).Render(contract, Project(naming.RootPackage(request.ProjectName, request.RootPackageOf(language.Id)))));
        }

        return [.. files, .. ServiceConfig(contract), .. Configuration(contract), .. documentation.GetAwaiter().GetResult()];
    }

    private IEnumerable<RenderedFile> ServiceConfig(Contract contract)
    {
        if (request.ServiceConfigDirectory is not { } folder)
        {
            return [];
        }

        var set = TemplateSet.Read(folder);
        return new TemplateRenderer(set, new ServiceConfigMethods(), Overrides(set.Id)).Render(contract, Project(""));
    }

    private IEnumerable<RenderedFile> Configuration(Contract contract) =>
        request.ConfigDirectory is { } folder ? new ConfigTemplates(folder, Overrides("config")).Published(contract, Project("")) : [];

    private IEnumerable<RenderedFile> Documentation(Contract contract)
    {
        if (request.DocsDirectory is not { } folder)
        {
            return [];
        }

        var set = TemplateSet.Read(folder);
        var project = Project("");
        var docs = new ApiDocs(
            contract, project.ProtoRoot, project.ProtoRootFromOutput, FolderBetween(request.ProjectDirectory, request.OutputDirectory) + GenerationRun.PublishedImage, project.HasServer);
        return new TemplateRenderer(set, docs, Overrides(set.Id), memory).Render(contract, project);
    }

    private RenderProject Project(string rootPackage) => new(request.ProjectName, rootPackage, request.EntryPoint, request.SdkVersion)
    {
        ProtoRoot = FolderBetween(request.ProjectDirectory, source.Root),
        ProtoRootFromOutput = FolderBetween(request.OutputDirectory, source.Root),
        HasServer = request.Role == PipelineRole.Service,
        HasClient = request.Role != PipelineRole.Contracts,
        Certificates = request.Certificates,
        ConfigurationFromLanguage = request.Configuration is { } configuration ? FolderBetween(Path.Combine(request.OutputDirectory, "language"), configuration) : "",
    };

    private string? Overrides(string folder) => request.TemplatesDirectory is { } own ? Path.Combine(own, folder) : null;

    /// <summary>Relative, with <c>/</c> and one at the end, so that output holds no path of this machine; empty for the same folder.</summary>
    internal static string FolderBetween(string from, string to)
    {
        var relative = Path.GetRelativePath(from, to).Replace('\\', '/');

        // Two drives have no way from one to the other; the name is then all that other machines could know, too.
        return relative == "." ? "" : (Path.IsPathRooted(relative) ? Path.GetFileName(to) : relative) + "/";
    }
}
