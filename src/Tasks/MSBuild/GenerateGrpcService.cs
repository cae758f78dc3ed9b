using System.Collections;
using Grpc.Service.Sdk.Baselines;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Pipeline;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Tools;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>Runs the whole pipeline: properties in, one request out.</summary>
[MSBuildMultiThreadableTask]
public sealed class GenerateGrpcService : ReportingTask
{
    [Required]
    public string ProjectName { get; set; } = "";

    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>Relative paths are taken from the project's folder; so are all others here.</summary>
    [Required]
    public string ProtoRoot { get; set; } = "";

    public ITaskItem[] Protos { get; set; } = [];

    /// <summary>The project references Grpc.Tools.</summary>
    public bool BesideGrpcTools { get; set; }

    /// <summary>Grpc.Tools' default of the metadata OutputDir; any other value of it was written by a person.</summary>
    public string DefaultOutputDir { get; set; } = "";

    /// <summary>Plugins of the user's own, with the metadata Path, OutputDir and Options.</summary>
    public ITaskItem[] Plugins { get; set; } = [];

    /// <summary>Folders whose protos may be imported, and nothing else.</summary>
    public string[] ImportRoots { get; set; } = [];

    /// <summary><c>obj</c>.</summary>
    [Required]
    public string IntermediatePath { get; set; } = "";

    /// <summary>The folder of the restored package Google.Api.CommonProtos; empty where it is not known.</summary>
    public string CommonProtosPath { get; set; } = "";

    /// <summary>Buf may fetch nothing.</summary>
    public bool Offline { get; set; }

    [Required]
    public string OutputPath { get; set; } = "";

    [Required]
    public string StatePath { get; set; } = "";

    [Required]
    public string CachePath { get; set; } = "";

    public string[] Languages { get; set; } = [];

    /// <summary>Root packages that the project asks for: <c>language=package</c>.</summary>
    public string[] RootPackages { get; set; } = [];

    public string TemplatesPath { get; set; } = "";

    /// <summary>What the project compiles.</summary>
    public string[] Sources { get; set; } = [];

    /// <summary>False writes no documentation.</summary>
    public bool Docs { get; set; }

    /// <summary>False writes no schema of the configuration.</summary>
    public bool Config { get; set; }

    /// <summary>The folder of service.json; asked only where <see cref="Config"/> is true.</summary>
    public string ConfigPath { get; set; } = "";

    /// <summary>The folder of the development certificates, as seen from the project's; empty where there are none.</summary>
    public string CertificatesPath { get; set; } = "";

    /// <summary>A <see cref="PipelineRole"/> by its name.</summary>
    [Required]
    public string Role { get; set; } = "";

    public bool Lint { get; set; } = true;

    /// <summary>Lint's findings are errors.</summary>
    public bool LintErrors { get; set; }

    /// <summary><c>message</c>, <c>warning</c> or <c>error</c>.</summary>
    public string Unimplemented { get; set; } = "message";

    public bool EntryPoint { get; set; }

    [Required]
    public string SdkVersion { get; set; } = "";

    [Required]
    public string HostRid { get; set; } = "";

    [Required]
    public string[] PackageFolders { get; set; } = [];

    public string BufFullPath { get; set; } = "";

    public string ProtocFullPath { get; set; } = "";

    public string CSharpPluginFullPath { get; set; } = "";

    /// <summary><c>pkg.S/Method</c>, with the metadata Default.</summary>
    public ITaskItem[] Methods { get; set; } = [];

    /// <summary><c>pkg.M</c>, with the metadata Key.</summary>
    public ITaskItem[] Resources { get; set; } = [];

    /// <summary>False switches the breaking-change gate off.</summary>
    public bool Breaking { get; set; }

    /// <summary><c>auto</c>, <c>error</c> or <c>warning</c>.</summary>
    public string BreakingSeverity { get; set; } = "auto";

    public string BreakingRules { get; set; } = "FILE";

    public string[] BreakingWarnings { get; set; } = [];

    public string Baseline { get; set; } = "";

    public string BaselineTags { get; set; } = "";

    public bool BaselineFetch { get; set; }

    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary><c>auto</c>, <c>error</c> or <c>warning</c>.</summary>
    public string EditedFiles { get; set; } = "auto";

    /// <summary>A <see cref="PipelineCommand"/> by its name; empty generates.</summary>
    public string Command { get; set; } = "";

    public string AcceptReason { get; set; } = "";

    public string AcceptOwner { get; set; } = "";

    /// <summary>An editor's build: generates C# alone, where it must, and never fails.</summary>
    public bool DesignTime { get; set; }

    /// <summary>The absolute folder whose manifest lists the C# to compile.</summary>
    [Output]
    public string CompiledPath { get; private set; } = "";

    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancel) =>
        CompiledPath = await GenerateAsync(Sink(LintErrors), cancel).ConfigureAwait(false);

    private async Task<string> GenerateAsync(DiagnosticLogger sink, CancellationToken cancel)
    {
        PipelineRequest request;
        try
        {
            request = Request();
        }
        catch (DiagnosticException exception)
        {
            // An item says what a request cannot hold. An editor's build never fails.
            (DesignTime ? [] : exception.Diagnostics).ToList().ForEach(sink.Report);
            return Folder(OutputPath);
        }

        if (DesignTime)
        {
            return await new DesignTimePipeline(request, sink).RunAsync(cancel).ConfigureAwait(false);
        }

        foreach (var item in Protos.Where(item => item.GetMetadata("OutputDir") is { Length: > 0 } folder && Folder(folder) != Folder(DefaultOutputDir)))
        {
            sink.Report(Codes.OutputDirUnused.With(item.GetMetadata("OutputDir"), item.ItemSpec, OutputPath));
        }

        await new GenerationPipeline(request, sink).RunAsync(cancel).ConfigureAwait(false);
        return request.OutputDirectory;
    }

    private PipelineRequest Request() => new()
    {
        ProjectName = ProjectName,
        ProjectDirectory = Folder(ProjectDirectory),
        ProtoRoot = Folder(ProtoRoot),
        Protos = new ProtobufItems(ProjectDirectory, Enum.Parse<PipelineRole>(Role) == PipelineRole.Client ? ServiceSides.Client : ServiceSides.Both).Read(Protos, BesideGrpcTools),
        Plugins = [.. Plugins.Select(Plugin)],
        ImportRoots = [.. ImportRoots.Select(Folder)],
        OwnFolders = [Folder(IntermediatePath), Folder(OutputPath)],
        Buf = BufSettings.Of(new PackagedContracts([.. Packaged()]), EnvironmentVariables(), Offline),
        OutputDirectory = Folder(OutputPath),
        StateDirectory = Folder(StatePath),
        CacheDirectory = Folder(CachePath),
        Languages = Languages,
        RootPackages = RootPackages.Select(pair => pair.Split('=', 2)).Where(pair => pair is [_, { Length: > 0 }])
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
        LanguagesDirectory = Absolute("languages", SdkPath),
        Sources = [.. Sources.Select(Folder).Where(path => !path.StartsWith(Folder(OutputPath) + Path.DirectorySeparatorChar, StringComparison.Ordinal))],
        TemplatesDirectory = TemplatesPath.Length == 0 ? null : Folder(TemplatesPath),
        DocsDirectory = Docs ? Absolute("templates/docs", SdkPath) : null,
        ConfigDirectory = Config ? Absolute("templates/config", SdkPath) : null,
        Configuration = Config ? Folder(ConfigPath) : null,
        Certificates = CertificatesPath.Replace('\\', '/'),
        ServiceConfigDirectory = Enum.Parse<PipelineRole>(Role) == PipelineRole.Contracts ? null : Absolute("templates/service-config", SdkPath),
        Role = Enum.Parse<PipelineRole>(Role),
        Lint = Lint,
        Unimplemented = Enum.Parse<Severity>(Unimplemented, ignoreCase: true),
        EntryPoint = EntryPoint,
        SdkVersion = SdkVersion,
        Tools = new ToolRequest(Absolute("tools.json", SdkPath), HostRid, PackageFolders, SdkVersion, Overrides()),
        Overrides = new PlanOverrides
        {
            Methods = [.. Methods.Select(item => new MethodOverride(item.ItemSpec, item.GetMetadata("Default")))],
            Resources = [.. Resources.Select(item => new ResourceOverride(item.ItemSpec, item.GetMetadata("Key")))],
        },
        Gate = Breaking || Command.Length > 0 ? GateRequest() : null,
        RefuseEdits = EditedFiles == "error" || (EditedFiles == "auto" && CiServer.IsPresent(EnvironmentVariables())),
        Acceptance = new Acceptance(DateOnly.FromDateTime(DateTime.UtcNow), AcceptReason, AcceptOwner),
        Command = Command.Length == 0 ? PipelineCommand.Generate : Enum.Parse<PipelineCommand>(Command),
    };

    private static Dictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = entry.Value as string ?? "";
        }

        return variables;
    }

    private GateRequest GateRequest() => new()
    {
        ProjectFile = ProjectFile,
        Baseline = Baseline.Length == 0 ? null : Baseline,
        Tags = BaselineTags,
        Fetch = BaselineFetch,
        Category = BreakingRules,
        Severity = BreakingSeverity switch { "error" => Severity.Error, "warning" => Severity.Warning, _ => null },
        WarningRules = BreakingWarnings,
        Environment = EnvironmentVariables(),
    };

    /// <summary>google/api, rpc and type from their own package, google/longrunning from the pack of tools.</summary>
    private IEnumerable<string> Packaged()
    {
        if (CommonProtosPath.Length > 0)
        {
            yield return Absolute("content/protos", CommonProtosPath);
        }

        var pack = PackageFolders.Select(folder => Absolute($"grpc.service.sdk.tools.{HostRid}/{SdkVersion}/protos", folder)).FirstOrDefault(Directory.Exists);
        if (pack is not null)
        {
            yield return pack;
        }
    }

    private PluginRequest Plugin(ITaskItem item)
    {
        var (path, output) = (item.GetMetadata("Path"), item.GetMetadata("OutputDir").Replace('\\', '/').TrimEnd('/'));
        return new PluginRequest(
            item.ItemSpec,
            path.Length == 0 ? null : Absolute(path, ProjectDirectory),
            output.Length == 0 ? item.ItemSpec : output,
            item.GetMetadata("Options").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private Dictionary<string, string> Overrides()
    {
        (string Tool, string Path)[] given = 
        [
            (ToolNames.Buf, BufFullPath), (ToolNames.Protoc, ProtocFullPath), (ToolNames.CSharpPlugin, CSharpPluginFullPath),
        ];
        return given.Where(tool => tool.Path.Length > 0).ToDictionary(tool => tool.Tool, tool => Absolute(tool.Path, ProjectDirectory), StringComparer.Ordinal);
    }

    private string Folder(string path) => Path.TrimEndingDirectorySeparator(Absolute(path, ProjectDirectory));
}
