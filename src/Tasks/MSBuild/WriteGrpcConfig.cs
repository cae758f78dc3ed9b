using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Pipeline;
using Grpc.Service.Sdk.Rendering;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Writes config/service.json where there is none.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteGrpcConfig : ReportingTask
{
    [Required]
    public string ProjectName { get; set; } = "";

    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>Absolute.</summary>
    [Required]
    public string ConfigPath { get; set; } = "";

    /// <summary>Absolute.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    public string TemplatesPath { get; set; } = "";

    /// <summary>Mutual TLS; else neither TLS nor authentication.</summary>
    public bool Tls { get; set; }

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancel)
    {
        var path = Path.Combine(ConfigPath, "service.json");
        var own = TemplatesPath.Length == 0 ? null : Absolute(Path.Combine(TemplatesPath, "config"), ProjectDirectory);
        var templates = new ConfigTemplates(Absolute("templates/config", SdkPath), own);
        new ServiceConfigFile(path, Display(path, ProjectDirectory), Sink()).WriteOnce(templates, ServiceName.Kebab(ProjectName), OutputPath, Tls);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
