using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grpc.Service.Sdk.Languages;

/// <summary>A folder of templates: a language's, or with its own <c>templates.json</c> what belongs to no language.</summary>
/// <param name="Id">The folder below the output folder, and below the user's own templates.</param>
public sealed record TemplateSet(string Id, IReadOnlyList<LanguageTemplate> Templates)
{
    private const string FileName = "templates.json";

    /// <summary>The folder that the templates lie in.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    public static TemplateSet Read(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, FileName));
        var set = JsonSerializer.Deserialize(stream, LanguageJson.Default.TemplateSet)
            ?? throw new InvalidDataException($"'{folder}' has an empty {FileName}.");
        return set with { Folder = folder };
    }
}
