using System.Globalization;
using Grpc.Service.Sdk.Diagnostics;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>
/// Scriban, strict: an unknown name is an error and not an empty text, nothing is cut, and nothing depends on the machine's
/// culture or line ends. Errors point into the template. One evaluator serves all templates of a language, so that partials
/// are parsed once.
/// </summary>
internal sealed class TemplateEvaluator
{
    private readonly TemplateContext _context;

    /// <param name="globals">What every template sees.</param>
    /// <param name="resolve">From a partial's name to its file.</param>
    public TemplateEvaluator(ScriptObject globals, Func<string, string> resolve)
    {
        _context = new TemplateContext
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
        _context.PushCulture(CultureInfo.InvariantCulture);
        _context.PushGlobal(globals);
    }

    /// <param name="name">How a diagnostic names the template.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="DiagnosticException">The text is no template.</exception>
    public static Template Parse(string name, string path, string text)
    {
        var template = Template.Parse(text, path);
        return template.HasErrors
            ? throw Failure(template.Messages[0].Span, name, "any element", template.Messages[0].Message)
            : template;
    }

    /// <exception cref="DiagnosticException">The template failed for the element.</exception>
    public string Render(Template template, string name, ScriptObject variables, string element)
    {
        _context.PushGlobal(variables);
        try
        {
            return template.Render(_context);
        }
        catch (ScriptRuntimeException exception)
        {
            throw Failure(exception.Span, name, element, exception.OriginalMessage);
        }
        finally
        {
            _context.PopGlobal();
        }
    }

    private static DiagnosticException Failure(Scriban.Parsing.SourceSpan span, string name, string element, string message) => new(
        Codes.TemplateFailed.With(new SourceSpan(span.FileName ?? name, span.Start.Line + 1, span.Start.Column + 1), name, element, message));

    /// <summary><c>{{ include '_method.scriban' }}</c>: partials by their path inside the language's folder.</summary>
    private sealed class PartialLoader(Func<string, string> resolve) : ITemplateLoader
    {
        public string GetPath(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templateName) => resolve(templateName);

        public string Load(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templatePath) => File.ReadAllText(templatePath);

        public ValueTask<string?> LoadAsync(TemplateContext context, Scriban.Parsing.SourceSpan callerSpan, string templatePath) =>
            ValueTask.FromResult<string?>(Load(context, callerSpan, templatePath));
    }
}
