using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Whether the command line makes an error of a warning; run by <see cref="WarningSwitches"/> in a project of its own.</summary>
[MSBuildMultiThreadableTask]
public sealed class AskWarnings : Microsoft.Build.Utilities.Task
{
    [Required]
    public string Code { get; set; } = "";

    [Output]
    public bool IsError { get; private set; }

    public override bool Execute()
    {
        IsError = BuildEngine is IBuildEngine8 engine && engine.ShouldTreatWarningAsError(Code);
        return true;
    }
}
