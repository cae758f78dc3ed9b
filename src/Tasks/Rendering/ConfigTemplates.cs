using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Scriban.Runtime;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>The templates of the service's configuration: its schema, which is the build's, and the file itself, which is written once.</summary>
/// <param name="folder">The SDK's own <c>templates/config</c>.</param>
/// <param name="overrides">The same of the user's <c>GrpcTemplatesPath</c>: a file of the same relative name wins.</param>
public sealed class ConfigTemplates(string folder, string? overrides)
{
    private const string File = "service.json.scriban";

    private TemplateRenderer Renderer => new(TemplateSet.Read(folder), new Functions(), overrides, null);

    /// <summary>What belongs to the output folder.</summary>
    /// <exception cref="DiagnosticException">A template does not parse or fails.</exception>
    public IEnumerable<RenderedFile> Published(Contract contract, RenderProject project) => Renderer.Render(contract, project);

    /// <summary>A first service.json.</summary>
    /// <param name="service">The service's name in kebab-case.</param>
    /// <param name="schema">Where its schema lies, as seen from it, with <c>/</c>.</param>
    /// <param name="tls">With mutual TLS; else without TLS and authentication.</param>
    /// <exception cref="DiagnosticException">The template does not parse or fails.</exception>
    public byte[] ServiceJson(string service, string schema, bool tls)
    {
        var renderer = Renderer;
        var path = renderer.Resolve(File);
        var template = TemplateEvaluator.Parse(File, path, System.IO.File.ReadAllText(path));
        var text = new TemplateEvaluator([], renderer.Resolve).Render(
            template, File, new ScriptObject { ["name"] = service, ["schema"] = schema, ["tls"] = tls }, "the project");
        return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"));
    }

    private sealed class Functions
    {
        public static string Kebab(string name) => ServiceName.Kebab(name);
    }
}
