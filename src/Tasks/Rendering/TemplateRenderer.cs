using System.Reflection;
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
/// <param name="memory">What need not be rendered again; null for nothing, as where templates are the user's, who may let them look anywhere.</param>
/// <param name="finish">From a file's path and what its template wrote to what it is to hold; null where they are the same.</param>
public sealed class TemplateRenderer(TemplateSet set, object functions, string? overrides, RenderMemory? memory = null, Func<string, string, string>? finish = null)
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
        foreach (var scope in Scopes(template.Scope, contract))
        {
            if (Known(template, scope, () => Make(scope)) is { } file)
            {
                yield return file;
            }
        }

        RenderedFile? Make(Scope scope)
        {
            string Evaluate(Template part) => evaluator.Render(part, template.File, scope.Variables, scope.Element);
            if (Evaluate(when) != "true")
            {
                return null;
            }

            if (Remembers(template, scope))
            {
                // It may not look at other packages, or it would have to be rendered when they change.
                scope.Variables["contract"] = null;
            }

            var (file, text) = (Evaluate(output), Evaluate(body).ReplaceLineEndings("\n"));
            return ToFile(file, finish is null ? text : finish(file, text));
        }
    }

    /// <summary>What a template wrote for an element, if nothing changed for it; else what it writes now.</summary>
    private RenderedFile? Known(LanguageTemplate template, Scope scope, Func<RenderedFile?> make)
    {
        if (!Remembers(template, scope))
        {
            return make();
        }

        var unit = $"{set.Id}/{template.File} {scope.Element}";
        if (memory!.Recall(unit, scope.Package!) is (var known, true))
        {
            return known;
        }

        var made = make();
        memory.Remember(unit, scope.Package!, made);
        return made;
    }

    private bool Remembers(LanguageTemplate template, Scope scope) => memory is not null && scope.Package is not null && !template.Whole;

    /// <summary>What a template is rendered for, one after the other.</summary>
    private static IEnumerable<Scope> Scopes(TemplateScope scope, Contract contract) => scope switch
    {
        TemplateScope.Package => contract.Packages.Select(package => new Scope($"the package '{package.Name}'", package, new ScriptObject { ["package"] = package })),
        TemplateScope.Service =>
            from package in contract.Packages
            from service in package.Services
            select new Scope($"'{service.FullName}'", package, new ScriptObject { ["package"] = package, ["service"] = service }),
        _ => [new Scope("the contract", null, [])],
    };

    private ScriptObject Globals(Contract contract, RenderProject project, IEnumerable<(string Name, object Value)> more)
    {
        var globals = new ScriptObject { ["contract"] = contract, ["project"] = project };
        foreach (var (name, value) in more)
        {
            globals[name] = value;
        }

        var shared = functions is ILanguageNaming ? typeof(SharedNaming).GetMethods(BindingFlags.Public | BindingFlags.Static) : [];
        foreach (var method in functions.GetType().GetMethods().Where(method => method.DeclaringType == functions.GetType()).Concat(shared))
        {
            Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType), method.ReturnType];
            globals.Import(
                StandardMemberRenamer.Rename(method.Name),
                method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types), method.IsStatic ? null : functions));
        }

        return globals;
    }

    /// <param name="Element">How an error names it.</param>
    /// <param name="Package">The package that it lies in; null for the whole contract.</param>
    private sealed record Scope(string Element, ProtoPackage? Package, ScriptObject Variables);
}
