using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Pipeline;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Removes what we wrote: the files of the manifest, and our own folder below obj.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanGrpcOutput : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>Absolute.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>Absolute.</summary>
    [Required]
    public string StatePath { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            if (Directory.Exists(StatePath) || Directory.Exists(OutputPath))
            {
                Clean();
            }
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            Log.LogError(null, failure.Code, null, null, 0, 0, 0, 0, failure.Message);
        }

        return !Log.HasLoggedErrors;
    }

    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();

    /// <summary>Under the lock, and leaving it where it is: another build may be at work, or waiting.</summary>
    private void Clean()
    {
        using var held = StateLock.Acquire(
            StatePath, holder => Log.LogMessage(MessageImportance.Normal, $"Waiting for '{StatePath}', which {holder} holds."), () => new YieldedNode(BuildEngine3), _cancel.Token);
        var removed = new OutputFolder(Path.TrimEndingDirectorySeparator(OutputPath), StatePath, path => path).Clean();
        foreach (var entry in new DirectoryInfo(StatePath).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else if (entry.Name != StateLock.FileName)
            {
                entry.Delete();
            }
        }

        Log.LogMessage(MessageImportance.Normal, $"{removed} generated files removed from '{OutputPath}'.");
    }
}
