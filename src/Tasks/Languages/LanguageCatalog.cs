using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>The languages of a folder: a language is a folder with a language.json, and a naming class where it needs one.</summary>
public sealed class LanguageCatalog(string directory)
{
    /// <exception cref="DiagnosticException">A name is not a language of this folder.</exception>
    public IReadOnlyList<LanguageDefinition> Select(IEnumerable<string> ids)
    {
        var known = Directory.EnumerateDirectories(directory)
            .Where(folder => File.Exists(Path.Combine(folder, LanguageDefinition.FileName)))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var unknown = ids.Where(id => !known.Contains(id, StringComparer.Ordinal)).ToArray();
        return unknown.Length == 0
            ? [.. ids.Distinct(StringComparer.Ordinal).Select(id => LanguageDefinition.Read(Path.Combine(directory, id)))]
            : throw new DiagnosticException([.. unknown.Select(id => Codes.UnknownLanguage.With(id, string.Join("; ", known)))]);
    }

    public static ILanguageNaming NamingOf(LanguageDefinition language) => language.Id switch
    {
        "csharp" => new CSharpNaming(),
        "go" => new GoNaming(language.Provided),
        _ => throw new InvalidOperationException($"The language '{language.Id}' has no naming class."),
    };

    /// <summary>What the language cannot hold, found before anything is generated, and what else is to be said of it.</summary>
    /// <param name="projectName">As the project's file has it.</param>
    /// <param name="chosenRoot">The root package that the project asks for; empty where it does not.</param>
    public static IEnumerable<Diagnostic> ChecksOf(LanguageDefinition language, Contract contract, string projectName, string chosenRoot) => language.Id switch
    {
        "csharp" => CSharpChecks.Check(contract),
        "go" => GoChecks.Check(contract, projectName, chosenRoot),
        _ => [],
    };
}
