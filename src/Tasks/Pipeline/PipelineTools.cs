using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>The tools of a run, found and verified.</summary>
internal static class PipelineTools
{
    /// <returns>By name: Buf, protoc, and the plugins of the languages.</returns>
    /// <exception cref="Diagnostics.DiagnosticException">One is missing, or is not the one that the SDK was made with.</exception>
    public static IReadOnlyDictionary<string, Tool> Resolve(PipelineRequest request, IEnumerable<LanguageDefinition> languages, IPipelineSink sink)
    {
        var resolver = new ToolResolver(request.Tools, request.CacheDirectory, sink.Detail);
        var plugins = languages.SelectMany(language => language.Protoc).Select(output => output.Tool).OfType<string>();
        string[] names = [ToolNames.Buf, ToolNames.Protoc, .. plugins];
        return names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, resolver.Resolve, StringComparer.Ordinal);
    }
}
