using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Languages;

/// <summary>What a template is rendered for.</summary>
[JsonConverter(typeof(TemplateScopeConverter))]
public enum TemplateScope
{
    Once,
    Package,
    Service,
}

/// <summary>One template of a language.</summary>
/// <param name="File">Inside the language's folder, with <c>/</c>.</param>
/// <param name="Output">A template too: the path below <c>generated/&lt;id&gt;</c>.</param>
/// <param name="When">An expression over the same variables; the file is left out when it is false.</param>
/// <param name="Whole">It looks beyond its own package, so that a change anywhere may change it.</param>
public sealed record LanguageTemplate(string File, TemplateScope Scope, string Output, string? When = null, bool Whole = false);

/// <summary><c>languages/&lt;id&gt;/language.json</c>: everything of a language that is data.</summary>
/// <param name="Title">The language's name for people.</param>
/// <param name="Placeholder">The word in plain sources that stands for the project's root package.</param>
/// <param name="Roles">
/// By a role's name in lower case, what of the language's folder it gets: files, and folders with a <c>/</c> at the end. A role that is not
/// named gets everything.
/// </param>
/// <param name="Packages">The pinned versions of what the generated code builds against.</param>
/// <param name="ToolPack">The id of our tool pack with its generators, without the platform; null where all come in packages of their own authors.</param>
/// <param name="IsComplete">
/// What is generated builds alone, beside no project: all that contracts import is generated with it, and what an item says of the project's C# is
/// not asked.
/// </param>
/// <param name="Provided">Where import paths start that a package has the code of, beside those of <see cref="SharedContracts"/>; with a <c>/</c> at the end.</param>
/// <param name="HasStandIns">Its generators write names that C# could not compile: see <see cref="StandInNames"/>.</param>
/// <param name="Scaffold">
/// What writes the first handlers of a project's own; their output is a path below <c>handlers/&lt;id&gt;</c>. Null where there is nothing to write.
/// </param>
/// <param name="ScaffoldSign">What own code of the language has that names its handlers already; null where the folder's files alone say so.</param>
/// <param name="Unpublished">Files, folders with a <c>/</c> at the end, and <c>*</c> with the end of names, that are for work on the language alone.</param>
public sealed record LanguageDefinition(
    string Id,
    string Title,
    string Placeholder,
    IReadOnlyList<LanguageTemplate> Templates,
    IReadOnlyList<ProtocOutput> Protoc,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Roles,
    IReadOnlyDictionary<string, string> Packages,
    string? ToolPack = null,
    bool IsComplete = false,
    IReadOnlyList<string>? Provided = null,
    bool HasStandIns = false,
    IReadOnlyList<LanguageTemplate>? Scaffold = null,
    string? ScaffoldSign = null,
    IReadOnlyList<string>? Unpublished = null)
{
    public const string FileName = "language.json";

    /// <summary>The folder that the definition was read from.</summary>
    [JsonIgnore]
    public string Folder { get; private init; } = "";

    /// <summary>Whether a role gets a file of the language's folder.</summary>
    /// <param name="file">With <c>/</c>.</param>
    public bool IsIn(string role, string file) =>
        !Roles.TryGetValue(role, out var places) || places.Any(place => place.EndsWith('/') ? file.StartsWith(place, StringComparison.Ordinal) : file == place);

    /// <summary>Whether a file of the language's folder is nothing that a project gets.</summary>
    /// <param name="file">With <c>/</c>.</param>
    public bool IsUnpublished(string file) => (Unpublished ?? []).Any(place => place switch
    {
        [.., '/'] => file.StartsWith(place, StringComparison.Ordinal),
        ['*', .. var end] => file.EndsWith(end, StringComparison.Ordinal),
        _ => file == place,
    });

    /// <summary>The contracts that code is generated of in this language.</summary>
    /// <param name="image">The contract's image: each file with what it imports.</param>
    /// <returns>Import paths.</returns>
    public IReadOnlySet<string> Generates(IReadOnlyList<(string Name, IEnumerable<string> Imports)> image, ContractSource source)
    {
        var imported = IsComplete ? image.Select(file => file.Name).Where(name => !SharedContracts.Contains(name)) : ImportedContracts.Of(image, source);
        return source.Protos.Concat(imported).Where(name => !(Provided ?? []).Any(start => name.StartsWith(start, StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a role gets nothing of the language's folder: all is the generators' own.</summary>
    public bool IsPlain(string role) => Roles.TryGetValue(role, out var places) && places.Count == 0;

    /// <summary>What of it are templates that a role gets.</summary>
    public TemplateSet TemplatesOf(string role) => new(Id, [.. Templates.Where(template => IsIn(role, template.File))]) { Folder = Folder };

    public static LanguageDefinition Read(string folder)
    {
        using var stream = System.IO.File.OpenRead(Path.Combine(folder, FileName));
        var definition = JsonSerializer.Deserialize(stream, LanguageJson.Default.LanguageDefinition)
            ?? throw new InvalidDataException($"'{folder}' has an empty {FileName}.");
        return definition with { Folder = folder };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LanguageDefinition))]
[JsonSerializable(typeof(TemplateSet))]
internal sealed partial class LanguageJson : JsonSerializerContext;

/// <summary>By hand: .NET's own looks an enum up by reflection, in every build.</summary>
internal sealed class TemplateScopeConverter : JsonConverter<TemplateScope>
{
    public override TemplateScope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "once" => TemplateScope.Once,
        "package" => TemplateScope.Package,
        "service" => TemplateScope.Service,
        var other => throw new JsonException($"'{other}' is no scope."),
    };

    public override void Write(Utf8JsonWriter writer, TemplateScope value, JsonSerializerOptions options) => throw new NotSupportedException();
}
