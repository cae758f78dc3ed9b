using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>What a project's contracts start from: for projects that reference it, and for its package.</summary>
[MSBuildMultiThreadableTask]
public sealed class FindGrpcProtoRoots : Microsoft.Build.Utilities.Task
{
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary><c>GrpcProtoRoot</c>; relative to the project, as all paths here may be.</summary>
    [Required]
    public string ProtoRoot { get; set; } = "";

    public ITaskItem[] Protos { get; set; } = [];

    /// <summary>The project references Grpc.Tools.</summary>
    public bool BesideGrpcTools { get; set; }

    /// <summary>The build's own folders.</summary>
    public string[] OwnFolders { get; set; } = [];

    /// <summary>Absolute folders.</summary>
    [Output]
    public string[] Roots { get; private set; } = [];

    /// <summary>All protos of the roots but copies of google's, with their import path in the metadata ImportPath.</summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    public override bool Execute()
    {
        try
        {
            var items = new ProtobufItems(ProjectDirectory);
            var source = ContractSource.Find(items.Folder(ProjectDirectory), items.Folder(ProtoRoot), items.Read(Protos, BesideGrpcTools), [], [.. OwnFolders.Select(items.Folder)]);
            var own = source.Roots.Where(root => !root.IsImportOnly).ToArray();
            Roots = [.. own.Select(root => root.Folder)];
            Files =
            [
                .. from root in own
                   from name in root.Protos.Concat(root.Imports)
                   where !SharedContracts.Contains(name)
                   select new TaskItem(TaskItemText.Escape(root.Absolute(name)), new Dictionary<string, string> { ["ImportPath"] = name }),
            ];
        }
        catch (DiagnosticException)
        {
            // The project's own build tells what is wrong with its roots.
            Roots = [];
        }

        return true;
    }
}
