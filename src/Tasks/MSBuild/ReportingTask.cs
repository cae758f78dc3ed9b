using Grpc.Service.Sdk.Pipeline;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>A task that may be cancelled and that tells findings, by what the project and the command line make of its warnings.</summary>
public abstract class ReportingTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>The SDK package's own folder.</summary>
    [Required]
    public string SdkPath { get; set; } = "";

    public bool TreatWarningsAsErrors { get; set; }

    /// <summary>Ids that stay warnings all the same, as the project lists them; and those that it silenced.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    public string NoWarn { get; set; } = "";

    /// <summary>The task runs in another process than the build: MSBuild on .NET Framework starts it so.</summary>
    public bool InTaskHost { get; set; }

    public sealed override bool Execute()
    {
        try
        {
            RunAsync(_cancel.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            return false;
        }

        return !Log.HasLoggedErrors;
    }

    public void Cancel() => _cancel.Cancel();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract System.Threading.Tasks.Task RunAsync(CancellationToken cancel);

    protected virtual void Dispose(bool disposing) => _cancel.Dispose();

    /// <param name="lintErrors">Lint's findings are errors.</param>
    private protected DiagnosticLogger Sink(bool lintErrors = false)
    {
        var switches = new WarningSwitches(BuildEngine, InTaskHost ? null : Absolute("targets/Warnings.proj", SdkPath), typeof(WarningSwitches).Assembly.Location);
        var warnings = new WarningPolicy(lintErrors, TreatWarningsAsErrors, switches.MakesError, WarningsNotAsErrors, NoWarn);
        return new DiagnosticLogger(Log, BuildEngine as IBuildEngine9, Absolute("docs/diagnostics.md", SdkPath), warnings);
    }

    protected static string Absolute(string path, string folder) => Path.GetFullPath(path.Replace('\\', Path.DirectorySeparatorChar), folder);

    /// <summary>As diagnostics name a path: from the project's folder where it lies below that.</summary>
    protected static string Display(string path, string projectDirectory)
    {
        var relative = Path.GetRelativePath(projectDirectory, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}
