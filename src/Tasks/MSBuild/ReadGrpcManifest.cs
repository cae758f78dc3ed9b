using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Protoc;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>The generated files of one extension, as items: they come from the manifest and from no glob.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReadGrpcManifest : Microsoft.Build.Utilities.Task
{
    /// <summary>Absolute.</summary>
    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary><c>.cs</c>, say.</summary>
    [Required]
    public string Extension { get; set; } = "";

    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    public override bool Execute()
    {
        Files =
        [
            .. from path in Manifest.Read(OutputPath).Paths
               where path.EndsWith(Extension, StringComparison.Ordinal) && !path.Contains($"/{ProtocOutput.Uncompiled}/", StringComparison.Ordinal)
               let file = Path.Combine(OutputPath, path.Replace('/', Path.DirectorySeparatorChar))
               where File.Exists(file)
               select new TaskItem(TaskItemText.Escape(file)),
        ];
        return true;
    }
}
