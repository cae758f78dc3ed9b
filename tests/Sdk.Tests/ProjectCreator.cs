using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Construction;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.Targets;

/// <summary>Builds a project up line by line, as a reader would write it, then evaluates or builds it in this process.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The collection lives as long as the creator.")]
internal sealed class ProjectCreator : IDisposable
{
    private readonly SdkFolder _sdk;
    private readonly ProjectCollection _projects = new();
    private readonly ProjectRootElement _root;
    private readonly List<ProjectImportElement> _targets;
    private readonly Dictionary<string, string> _globals = new(StringComparer.OrdinalIgnoreCase);

    private ProjectCreator(SdkFolder sdk, string name, string? first)
    {
        _sdk = sdk;
        Folder = Directory.CreateTempSubdirectory("grpc-sdk-project-").FullName;
        _root = ProjectRootElement.Create(Path.Combine(Folder, Path.HasExtension(name) ? name : name + ".csproj"), _projects, NewProjectFileOptions.None);
        _targets = [_root.CreateImportElement(Path.Combine(sdk.Path, "Sdk", "Sdk.targets"))];
        if (first is not null)
        {
            _root.AddImport("Sdk.props").Sdk = first;
            _targets.Insert(0, _root.CreateImportElement("Sdk.targets"));
            _targets[0].Sdk = first;
        }

        _root.AddImport(Path.Combine(sdk.Path, "Sdk", "Sdk.props"));
        Global("GrpcCachePath", Path.Combine(Folder, "..", Path.GetFileName(sdk.Path) + "-cache"));
        Global("NuGetPackageFolders", sdk.ToolPackages);
    }

    public string Folder { get; }

    public string At(string path) => Path.Combine(Folder, path);

    /// <param name="first">An SDK that the project names before ours.</param>
    public static ProjectCreator Create(SdkFolder sdk, string name = "Shop", string? first = null) => new(sdk, name, first);

    public ProjectCreator Property(string name, string value)
    {
        _root.AddProperty(name, value);
        return this;
    }

    public ProjectCreator Item(string type, string include, params (string Name, string Value)[] metadata)
    {
        _root.AddItem(type, include, metadata.Select(entry => KeyValuePair.Create(entry.Name, entry.Value)));
        return this;
    }

    public ProjectCreator File(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
        System.IO.File.WriteAllText(Path.Combine(Folder, path), text);
        return this;
    }

    /// <summary>Makes an image of a folder of the project.</summary>
    public ProjectCreator Image(string folder, string image)
    {
        using var buf = System.Diagnostics.Process.Start(_sdk.Tool("buf"), ["build", Path.Combine(Folder, folder), "-o", Path.Combine(Folder, image)]);
        buf.WaitForExit();
        Assert.Equal(0, buf.ExitCode);
        return this;
    }

    public ProjectCreator Global(string name, string value)
    {
        _globals[name] = value;
        return this;
    }

    public Project Evaluate()
    {
        foreach (var import in _targets.Where(import => import.Parent is null))
        {
            _root.AppendChild(import);
        }

        _root.Save();
        _projects.UnloadAllProjects();
        return new Project(ProjectRootElement.Open(_root.FullPath, _projects), _globals, null, _projects);
    }

    public (bool Succeeded, Recorder Log, ProjectInstance Project) Build(params string[] targets) => Build(_ => { }, targets);

    /// <param name="switches">What a person would write on the command line.</param>
    public (bool Succeeded, Recorder Log, ProjectInstance Project) Build(Action<BuildParameters> switches, params string[] targets)
    {
        var log = new Recorder();
        var instance = Evaluate().CreateProjectInstance();
        var parameters = new BuildParameters(_projects) { Loggers = [log], EnableNodeReuse = false, MaxNodeCount = 1 };
        switches(parameters);
        var result = BuildManager.DefaultBuildManager.Build(
            parameters, new BuildRequestData(instance, targets, null, BuildRequestDataFlags.ProvideProjectStateAfterBuild));
        return (result.OverallResult == BuildResultCode.Success, log, instance);
    }

    public void Dispose()
    {
        _projects.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Keeps what a build says.</summary>
internal sealed class Recorder : ILogger
{
    public List<string> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Messages { get; } = [];

    /// <summary>Hears each message while the build runs.</summary>
    public Action<string>? Heard { get; set; }

    public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Detailed;

    public string? Parameters { get; set; }

    public void Initialize(IEventSource eventSource)
    {
        eventSource.ErrorRaised += (_, e) => Errors.Add($"{e.Code}: {e.Message}");
        eventSource.WarningRaised += (_, e) => Warnings.Add($"{e.Code}: {e.Message}");
        eventSource.MessageRaised += (_, e) =>
        {
            Messages.Add(e.Message ?? "");
            Heard?.Invoke(e.Message ?? "");
        };
    }

    public void Shutdown()
    {
    }
}
