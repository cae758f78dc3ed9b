using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>Writes one language: plain sources copied with the root package put in, templates rendered per scope.</summary>
/// <param name="role">What is made of the contract, in lower case.</param>
/// <param name="overrides">The user's <c>GrpcTemplatesPath</c> for this language: a file of the same relative name wins.</param>
/// <param name="memory">What need not be rendered again; null for nothing.</param>
public sealed class LanguageRenderer(LanguageDefinition language, ILanguageNaming naming, string role, string? overrides, RenderMemory? memory = null)
{
    private const string TemplateExtension = ".scriban";

    private readonly TemplateRenderer _templates = new(language.TemplatesOf(role), naming, overrides, memory, naming.Finish);

    /// <summary>All files of the language, ordered by path.</summary>
    /// <exception cref="DiagnosticException">A template does not parse or fails.</exception>
    public IReadOnlyList<RenderedFile> Render(Contract contract, RenderProject project)
    {
        var files = Sources(project).Concat(_templates.Render(contract, project, ("packages", language.Packages)));
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private IEnumerable<RenderedFile> Sources(RenderProject project) =>
        from path in Directory.EnumerateFiles(language.Folder, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(language.Folder, path).Replace('\\', '/')
        where relative != LanguageDefinition.FileName && !relative.EndsWith(TemplateExtension, StringComparison.Ordinal) && language.IsIn(role, relative)
            && !language.IsUnpublished(relative)
        let text = File.ReadAllText(_templates.Resolve(relative)).ReplaceLineEndings("\n")
        select _templates.ToFile(relative, text.Replace(language.Placeholder, project.RootPackage, StringComparison.Ordinal));
}
