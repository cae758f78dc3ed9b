using Grpc.Service.Sdk.Certificates;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Pipeline;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Makes and renews config/tls.</summary>
[MSBuildMultiThreadableTask]
public sealed class PrepareGrpcCertificates : ReportingTask
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
    public string StatePath { get; set; } = "";

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancel)
    {
        var path = Path.Combine(ConfigPath, "tls");
        var folder = new TlsFolder(path, Display(path, ProjectDirectory));
        new CertificatePipeline(folder, ServiceName.Kebab(ProjectName), StatePath, TimeProvider.System, Sink()).Run(cancel);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
