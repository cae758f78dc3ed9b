using System.Globalization;
using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>Writes one language: plain sources copied with the root package put in, templates rendered per scope.</summary>
/// <param name="overrides">The user's <c>GrpcTemplatesPath</c> for this language: a file of the same relative name wins.</param>
public sealed class LanguageRenderer(LanguageDefinition language, ILanguageNaming naming, string? overrides)
{
    private const string TemplateExtension = ".scriban";

    /// <summary>All files of the language, ordered by path.</summary>
    /// <exception cref="DiagnosticException">A template does not parse or fails.</exception>
    public IReadOnlyList<RenderedFile> Render(Contract contract, RenderProject project)
    {
        var files = Sources(project).Concat(language.Templates.SelectMany(template => Render(template, contract, project)));
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private IEnumerable<RenderedFile> Sources(RenderProject project) =>
        from path in Directory.EnumerateFiles(language.Folder, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(language.Folder, path).Replace('\\', '/')
        where relative != LanguageDefinition.FileName && !relative.EndsWith(TemplateExtension, StringComparison.Ordinal)
        let text = File.ReadAllText(Resolve(relative)).ReplaceLineEndings("\n")
        select ToFile(relative, text.Replace(language.Placeholder, project.RootPackage, StringComparison.Ordinal));

    private IEnumerable<RenderedFile> Render(LanguageTemplate template, Contract contract, RenderProject project)
    {
        var source = new TemplateSource(template.File, Resolve(template.File));
        var body = source.Parse(File.ReadAllText(source.Path));
        var output = source.Parse(template.Output);
        var when = source.Parse("{{ " + (template.When ?? "true") + " }}");
        foreach (var scope in Scopes(template.Scope, contract))
        {
            string Evaluate(Template part) => source.Render(part, Variables(contract, project, scope), scope?.ToString() ?? "the contract", Resolve);
            if (Evaluate(when) == "true")
            {
                yield return ToFile(Evaluate(output), Evaluate(body).ReplaceLineEndings("\n"));
            }
        }
    }

    private static IEnumerable<object?> Scopes(TemplateScope scope, Contract contract) => scope switch
    {
        TemplateScope.Package => contract.Packages,
        TemplateScope.Service => contract.Services,
        _ => [null],
    };

    private ScriptObject Variables(Contract contract, RenderProject project, object? scope)
    {
        var variables = new ScriptObject();
        foreach (var method in naming.GetType().GetMethods().Where(method => method.DeclaringType == naming.GetType()))
        {
            variables.Import(StandardMemberRenamer.Rename(method.Name), DelegateTo(method));
        }

        variables["contract"] = contract;
        variables["project"] = project;
        variables["packages"] = language.Packages;
        if (scope is ServiceType service)
        {
            variables["service"] = service;
            variables["package"] = contract.Packages.Single(package => package.Name == service.File.Package);
        }
        else if (scope is ProtoPackage package)
        {
            variables["package"] = package;
        }

        return variables;
    }

    private Delegate DelegateTo(System.Reflection.MethodInfo method)
    {
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType), method.ReturnType];
        return method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types), method.IsStatic ? null : naming);
    }

    /// <summary>The user's file of the same relative name, or ours.</summary>
    private string Resolve(string relative)
    {
        var own = overrides is null ? null : Path.Combine(overrides, relative);
        return own is not null && File.Exists(own) ? own : Path.Combine(language.Folder, relative);
    }

    private RenderedFile ToFile(string path, string text) => new($"{language.Id}/{path}", Encoding.UTF8.GetBytes(text));

    /// <summary>One template's file: parses and renders strictly, and tells errors by file, line, column and element.</summary>
    private sealed record TemplateSource(string Name, string Path)
    {
        public Template Parse(string text)
        {
            var template = Template.Parse(text, Path);
            return template.HasErrors
                ? throw Failure(template.Messages[0].Span, "any element", template.Messages[0].Message)
                : template;
        }

        public string Render(Template template, ScriptObject variables, string element, Func<string, string> resolve)
        {
            var context = new TemplateContext
            {
                StrictVariables = true,
                EnableRelaxedMemberAccess = false,
                EnableRelaxedIndexerAccess = false,
                EnableRelaxedFunctionAccess = false,
                EnableRelaxedTargetAccess = false,
                LoopLimit = 0,
                LimitToString = 0,
                RecursiveLimit = 100,
                NewLine = "\n",
                MemberRenamer = StandardMemberRenamer.Default,
                TemplateLoader = new PartialLoader(resolve),
            };
            context.PushCulture(CultureInfo.InvariantCulture);
            context.PushGlobal(variables);
            try
            {
                return template.Render(context);
            }
            catch (ScriptRuntimeException exception)
            {
                throw Failure(exception.Span, element, exception.OriginalMessage);
            }
        }

        private DiagnosticException Failure(Scriban.Parsing.SourceSpan span, string element, string message) => new(
            Codes.TemplateFailed.With(
                new SourceSpan(span.FileName ?? Path, span.Start.Line + 1, span.Start.Column + 1), Name, element, message));
    }

    /// <summary><c>{{ include '_method.scriban' }}</c>: partials by their path inside the language's folder.</summary>
    private sealed class PartialLoader(Func<string, string> resolve) : ITemplateLoader
    {
        public string GetPath(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templateName) => resolve(templateName);

        public string Load(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templatePath) => File.ReadAllText(templatePath);

        public ValueTask<string?> LoadAsync(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templatePath) =>
            ValueTask.FromResult<string?>(Load(context, callerSpan, templatePath));
    }
}
