using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Scriban;
using Scriban.Runtime;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>Renders a folder's templates, each once per element of its scope.</summary>
/// <param name="functions">Its public methods are functions of the templates, under their names in snake_case.</param>
/// <param name="overrides">The user's <c>GrpcTemplatesPath</c> for this folder: a file of the same relative name wins.</param>
public sealed class TemplateRenderer(TemplateSet set, object functions, string? overrides)
{
    /// <summary>All files of the templates.</summary>
    /// <param name="globals">What every template sees beside the contract, the project and the functions.</param>
    /// <exception cref="DiagnosticException">A template does not parse or fails.</exception>
    public IEnumerable<RenderedFile> Render(Contract contract, RenderProject project, params (string Name, object Value)[] globals)
    {
        var evaluator = new TemplateEvaluator(Globals(contract, project, globals), Resolve);
        return set.Templates.SelectMany(template => Render(template, contract, evaluator));
    }

    /// <summary>The user's file of the same relative name, or ours.</summary>
    internal string Resolve(string relative)
    {
        var own = overrides is null ? null : Path.Combine(overrides, relative);
        return own is not null && File.Exists(own) ? own : Path.Combine(set.Folder, relative);
    }

    internal RenderedFile ToFile(string path, string text) => new($"{set.Id}/{path}", Encoding.UTF8.GetBytes(text));

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

    private ScriptObject Globals(Contract contract, RenderProject project, IEnumerable<(string Name, object Value)> more)
    {
        var globals = new ScriptObject { ["contract"] = contract, ["project"] = project };
        foreach (var (name, value) in more)
        {
            globals[name] = value;
        }

        foreach (var method in functions.GetType().GetMethods().Where(method => method.DeclaringType == functions.GetType()))
        {
            Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType), method.ReturnType];
            globals.Import(
                StandardMemberRenamer.Rename(method.Name),
                method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types), method.IsStatic ? null : functions));
        }

        return globals;
    }
}
