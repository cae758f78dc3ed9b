using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Scriban;
using Scriban.Runtime;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>Writes one language: plain sources copied with the root package put in, templates rendered per scope.</summary>
/// <param name="role">What is made of the contract, in lower case.</param>
/// <param name="overrides">The user's <c>GrpcTemplatesPath</c> for this language: a file of the same relative name wins.</param>
public sealed class LanguageRenderer(LanguageDefinition language, ILanguageNaming naming, string role, string? overrides)
{
    private const string TemplateExtension = ".scriban";

    /// <summary>All files of the language, ordered by path.</summary>
    /// <exception cref="DiagnosticException">A template does not parse or fails.</exception>
    public IReadOnlyList<RenderedFile> Render(Contract contract, RenderProject project)
    {
        var evaluator = new TemplateEvaluator(Functions(contract, project), Resolve);
        var files = Sources(project).Concat(language.Templates.Where(template => language.IsIn(role, template.File)).SelectMany(template => Render(template, contract, evaluator)));
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private IEnumerable<RenderedFile> Sources(RenderProject project) =>
        from path in Directory.EnumerateFiles(language.Folder, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(language.Folder, path).Replace('\\', '/')
        where relative != LanguageDefinition.FileName && !relative.EndsWith(TemplateExtension, StringComparison.Ordinal) && language.IsIn(role, relative)
        let text = File.ReadAllText(Resolve(relative)).ReplaceLineEndings("\n")
        select ToFile(relative, text.Replace(language.Placeholder, project.RootPackage, StringComparison.Ordinal));

    private IEnumerable<RenderedFile> Render(LanguageTemplate template, Contract contract, TemplateEvaluator evaluator)
    {
        var path = Resolve(template.File);
        var body = TemplateEvaluator.Parse(template.File, path, File.ReadAllText(path));
        var output = TemplateEvaluator.Parse(template.File, path, template.Output);
        var when = TemplateEvaluator.Parse(template.File, path, "{{ " + (template.When ?? "true") + " }}");
        foreach (var (element, variables) in Scopes(template.Scope, contract))
        {
            string Evaluate(Template part) => evaluator.Render(part, template.File, variables, element);
            if (Evaluate(when) == "true")
            {
                yield return ToFile(Evaluate(output), Evaluate(body).ReplaceLineEndings("\n"));
            }
        }
    }

    /// <summary>What a template is rendered for, one after the other: how an error names it, and its variables.</summary>
    private static IEnumerable<(string Element, ScriptObject Variables)> Scopes(TemplateScope scope, Contract contract) => scope switch
    {
        TemplateScope.Package => contract.Packages.Select(package => ($"the package '{package.Name}'", new ScriptObject { ["package"] = package })),
        TemplateScope.Service =>
            from package in contract.Packages
            from service in package.Services
            select ($"'{service.FullName}'", new ScriptObject { ["package"] = package, ["service"] = service }),
        _ => [("the contract", [])],
    };

    private ScriptObject Functions(Contract contract, RenderProject project)
    {
        var functions = new ScriptObject { ["contract"] = contract, ["project"] = project, ["packages"] = language.Packages };
        foreach (var method in naming.GetType().GetMethods().Where(method => method.DeclaringType == naming.GetType()))
        {
            Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType), method.ReturnType];
            functions.Import(
                StandardMemberRenamer.Rename(method.Name),
                method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types), method.IsStatic ? null : naming));
        }

        return functions;
    }

    /// <summary>The user's file of the same relative name, or ours.</summary>
    private string Resolve(string relative)
    {
        var own = overrides is null ? null : Path.Combine(overrides, relative);
        return own is not null && File.Exists(own) ? own : Path.Combine(language.Folder, relative);
    }

    private RenderedFile ToFile(string path, string text) => new($"{language.Id}/{path}", Encoding.UTF8.GetBytes(text));
}
