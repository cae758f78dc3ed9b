using Grpc.Service.Sdk.Output;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Removes what we wrote: the files of the manifest, and our own folder below obj.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanGrpcOutput : Microsoft.Build.Utilities.Task
{
    /// <summary>Absolute.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>Absolute.</summary>
    [Required]
    public string StatePath { get; set; } = "";

    public override bool Execute()
    {
        var removed = new OutputFolder(Path.TrimEndingDirectorySeparator(OutputPath), StatePath, path => path).Clean();
        if (Directory.Exists(StatePath))
        {
            Directory.Delete(StatePath, recursive: true);
        }

        Log.LogMessage(MessageImportance.Normal, $"{removed} generated files removed from '{OutputPath}'.");
        return true;
    }
}
