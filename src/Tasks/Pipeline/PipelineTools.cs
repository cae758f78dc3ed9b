using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>The tools of a run, found and verified.</summary>
/// <param name="ByName">Buf, protoc, and the plugins of the languages.</param>
/// <param name="Languages">Those that have what they need, in the order that was asked for.</param>
/// <param name="Missing">Why others have not.</param>
internal sealed record PipelineTools(IReadOnlyDictionary<string, Tool> ByName, IReadOnlyList<LanguageDefinition> Languages, LanguageFailures Missing)
{
    /// <summary>The same for one of the languages, as if nobody had asked for another.</summary>
    public PipelineTools Of(string language) => this with { Languages = [.. Languages.Where(known => known.Id == language)], Missing = new LanguageFailures() };

    /// <exception cref="DiagnosticException">
    /// What every language needs is missing, or is not the one that the SDK was made with; or what the only language needs.
    /// </exception>
    public static PipelineTools Resolve(PipelineRequest request, IReadOnlyList<LanguageDefinition> languages, IPipelineSink sink)
    {
        var resolver = new ToolResolver(request.Tools, request.CacheDirectory, sink.Detail);
        string[] common = [ToolNames.Buf, ToolNames.Protoc];
        var tools = common.ToDictionary(name => name, resolver.Resolve, StringComparer.Ordinal);
        var missing = new LanguageFailures();
        foreach (var language in languages)
        {
            try
            {
                foreach (var name in language.Protoc.Select(output => output.Tool).OfType<string>().Where(name => !tools.ContainsKey(name)))
                {
                    tools[name] = resolver.Resolve(name);
                }
            }
            catch (DiagnosticException exception) when (languages.Count > 1)
            {
                missing.Add(language.Id, exception.Diagnostics);
            }
        }

        return new PipelineTools(tools, [.. languages.Where(language => !missing.Contains(language.Id))], missing);
    }
}
