using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// One hash over everything that the output depends on: contents and never time stamps, so that a checkout, a touch or a
/// file dated in the future changes nothing, and any edit changes everything that it should.
/// </summary>
public static class InputKey
{
    public static string Of(PipelineRequest request, ContractSource source, IEnumerable<LanguageDefinition> languages, IEnumerable<Tool> tools)
    {
        using var key = new KeyHash().Add("surroundings", Surroundings(request, source, languages, tools));
        foreach (var name in source.Protos)
        {
            key.AddFile("proto " + name, source.Absolute(name));
        }

        return key.Finish();
    }

    /// <summary>The same without the project's own contracts.</summary>
    public static string Surroundings(PipelineRequest request, ContractSource source, IEnumerable<LanguageDefinition> languages, IEnumerable<Tool> tools)
    {
        using var key = new KeyHash();

        // The task assembly's own identity: a new build of the SDK may write other files from the same contracts.
        key.Add("sdk", $"{request.SdkVersion} {typeof(InputKey).Module.ModuleVersionId}");
        key.Add("project", request.ProjectName);
        key.Add("role", $"{request.Role}");
        key.Add("lint", $"{request.Lint}");
        LintAcceptance.AddTo(key, request);
        key.Add("unimplemented", $"{request.Unimplemented}");
        key.Add("entry point", $"{request.EntryPoint}");
        key.Add("output", request.OutputDirectory);
        key.Add("certificates", request.Certificates);
        key.Add("configuration", request.Configuration ?? "");
        foreach (var root in source.Roots)
        {
            key.Add("root", source.DisplayPath(root.Folder));
        }

        foreach (var folder in request.Buf.Packaged.Folders)
        {
            key.Add("packaged", folder);
        }

        foreach (var (name, options) in source.Options.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            key.Add("options " + name, $"{options}");
        }

        foreach (var method in request.Overrides.Methods)
        {
            key.Add("method " + method.Method, method.Default);
        }

        foreach (var resource in request.Overrides.Resources)
        {
            key.Add("resource " + resource.Message, resource.Key);
        }

        foreach (var (language, root) in request.RootPackages.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            key.Add("root package " + language, root);
        }

        PluginStage.AddTo(key, request);
        foreach (var tool in tools)
        {
            key.Add(tool.Name, tool.Hash);
        }

        foreach (var name in source.Imports)
        {
            key.AddFile("import " + name, source.Absolute(name));
        }

        foreach (var path in Configuration(source))
        {
            key.AddFile(Path.GetFileName(path), path);
        }

        foreach (var language in languages)
        {
            AddFolder("language " + language.Id, language.Folder);
            AddFolder("templates " + language.Id, request.TemplatesDirectory is { } own ? Path.Combine(own, language.Id) : null);
        }

        AddTemplates("docs", request.DocsDirectory);
        AddTemplates("config", request.ConfigDirectory);
        AddFolder("service config", request.ServiceConfigDirectory);
        AddFolder("templates service config", request is { ServiceConfigDirectory: not null, TemplatesDirectory: { } mine } ? Path.Combine(mine, "config") : null);
        return key.Finish();

        void AddTemplates(string name, string? folder)
        {
            key.Add(name, $"{folder is not null}");
            AddFolder(name, folder);
            AddFolder("templates " + name, folder is not null && request.TemplatesDirectory is { } own ? Path.Combine(own, name) : null);
        }

        void AddFolder(string name, string? folder)
        {
            foreach (var path in Files(folder))
            {
                key.AddFile(name + " " + Path.GetRelativePath(folder!, path), path);
            }
        }
    }

    private static IEnumerable<string> Configuration(ContractSource source)
    {
        foreach (var configuration in source.Roots.Select(root => root.BufConfiguration).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            yield return configuration;
            var pins = Path.Combine(Path.GetDirectoryName(configuration)!, "buf.lock");
            if (File.Exists(pins))
            {
                yield return pins;
            }
        }
    }

    private static IEnumerable<string> Files(string? folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [];
}
