using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What templates have written before, and on what it depended.</summary>
internal static class RememberRendered
{
    /// <returns>Null where templates are the user's: they may look at anything.</returns>
    public static RenderMemory? Of(
        PipelineRequest request,
        ContractSource source,
        IReadOnlyList<LanguageDefinition> languages,
        IReadOnlyDictionary<string, Tool> tools,
        Contract contract,
        Image image,
        IReadOnlyDictionary<string, ProtoFacts> protos,
        ProtoStates? last,
        OutputFolder output)
    {
        if (request.TemplatesDirectory is not null)
        {
            return null;
        }

        using var surroundings = new KeyHash().Add("surroundings", InputKey.Surroundings(request, source, languages, tools.Values));
        foreach (var package in contract.Packages)
        {
            // Links lead to other packages' pages, and a reference to whichever message has the type.
            surroundings.Add("package", package.Name);
            foreach (var message in package.Files.SelectMany(file => file.Messages).Where(message => message.Resource is not null))
            {
                surroundings.Add("resource", $"{message.FullName} {message.Resource!.Type} {string.Join(' ', message.Resource.Patterns)}");
            }
        }

        // What nothing is written on is not linked to.
        foreach (var import in image.Files.Select(file => file.Name).Where(name => !protos.ContainsKey(name)))
        {
            surroundings.Add("import", import);
        }

        var keys = protos.ToDictionary(proto => proto.Key, proto => $"{proto.Value.Key} {source.Holder(proto.Key)?.Folder}", StringComparer.Ordinal);
        return new RenderMemory(surroundings.Finish(), keys, last?.Rendered ?? new Dictionary<string, RenderState>(), output.HashOf);
    }
}
