using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary><c>config/service.json</c>: written where there is none, and the user's from then on.</summary>
/// <param name="path">Absolute.</param>
/// <param name="display">As diagnostics name it.</param>
public sealed class ServiceConfigFile(string path, string display, IPipelineSink sink)
{
    /// <param name="service">The service's name in kebab-case.</param>
    /// <param name="outputDirectory">Absolute; the schema lies in it.</param>
    /// <param name="tls">With mutual TLS; else without TLS and authentication.</param>
    public void WriteOnce(ConfigTemplates templates, string service, string outputDirectory, bool tls)
    {
        if (Directory.Exists(path))
        {
            sink.Report(Codes.ConfigNotWritten.With(new SourceSpan(display), display, "It is a folder."));
            return;
        }

        try
        {
            // Of several builds at once the first one writes.
            if (!Path.Exists(path) && AtomicFile.TryCreate(path, templates.ServiceJson(service, SchemaFrom(outputDirectory), tls)))
            {
                sink.Stage($"'{display}' written: it is yours, and no build will change it.");
            }
        }
        catch (DiagnosticException exception)
        {
            sink.ReportAll(exception.Diagnostics);
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            sink.Report(failure.Code == Codes.FileSystem.Id ? Codes.ConfigNotWritten.With(new SourceSpan(display), display, exception.Message) : failure);
        }
    }

    /// <summary>A reference of URIs: relative, so that it holds on other machines.</summary>
    private string SchemaFrom(string outputDirectory)
    {
        var relative = Path.GetRelativePath(Path.GetDirectoryName(path)!, Path.Combine(outputDirectory, OutputRendering.ConfigSchema)).Replace('\\', '/');
        return string.Join('/', relative.Split('/').Select(Uri.EscapeDataString));
    }
}
