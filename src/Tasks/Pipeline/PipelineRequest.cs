using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Everything that one run depends on, decided by the targets. All paths are absolute.</summary>
public sealed record PipelineRequest
{
    public required string ProjectName { get; init; }

    public required string ProjectDirectory { get; init; }

    public required string ProtoRoot { get; init; }

    /// <summary>The <c>Protobuf</c> items.</summary>
    public required IReadOnlyList<ContractItem> Protos { get; init; }

    /// <summary>Roots of others: what lies below them may be imported.</summary>
    public IReadOnlyList<string> ImportRoots { get; init; } = [];

    /// <summary>The build's own folders: no proto in there is a contract.</summary>
    public IReadOnlyList<string> OwnFolders { get; init; } = [];

    public BufSettings Buf { get; init; } = BufSettings.Plain;

    public required string OutputDirectory { get; init; }

    /// <summary><c>obj/grpc</c>: state, staging and the lock; one for all configurations and frameworks.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The user's cache: verified tools.</summary>
    public required string CacheDirectory { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The root packages that the project asks for, by language.</summary>
    public IReadOnlyDictionary<string, string> RootPackages { get; init; } = new Dictionary<string, string>();

    /// <summary>The SDK's own <c>languages</c> folder.</summary>
    public required string LanguagesDirectory { get; init; }

    /// <summary>The SDK's own templates of the documentation; null writes none.</summary>
    public string? DocsDirectory { get; init; }

    /// <summary>The SDK's own templates of the configuration, for a service; null writes none.</summary>
    public string? ConfigDirectory { get; init; }

    /// <summary>The folder of the development certificates, as seen from the project's, with <c>/</c> at the end; empty where there are none.</summary>
    public string Certificates { get; init; } = "";

    /// <summary>The folder of service.json, absolute; null where there is none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The SDK's own template of gRPC's service config; null writes none.</summary>
    public string? ServiceConfigDirectory { get; init; }

    /// <summary>Where own handlers lie, in a folder a language.</summary>
    public string HandlersDirectory => Path.Combine(ProjectDirectory, "handlers");

    /// <summary>The project's own code: what is compiled and lies outside of the output folder.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The user's templates, in a folder a language; null where there are none.</summary>
    public string? TemplatesDirectory { get; init; }

    public PipelineRole Role { get; init; }

    /// <summary>The same as languages name it.</summary>
    public string RoleName => Role.ToString().ToLowerInvariant();

    public bool Lint { get; init; } = true;

    /// <summary>What a method is that has no default and that the project does not declare as its own.</summary>
    public Severity Unimplemented { get; init; } = Severity.Message;

    /// <summary>The generated C# has the program's entry point.</summary>
    public bool EntryPoint { get; init; }

    public required string SdkVersion { get; init; }

    public required Tools.ToolRequest Tools { get; init; }

    /// <summary>The <c>GrpcMethod</c> and <c>GrpcResource</c> items.</summary>
    public PlanOverrides Overrides { get; init; } = PlanOverrides.None;

    /// <summary>Null switches the breaking-change gate off.</summary>
    public GateRequest? Gate { get; init; }

    /// <summary>The <c>GrpcPlugin</c> items.</summary>
    public IReadOnlyList<PluginRequest> Plugins { get; init; } = [];

    /// <summary>A generated file that someone edited stops the build; else it is kept aside and written anew.</summary>
    public bool RefuseEdits { get; init; }

    /// <summary>For the files of accepted findings.</summary>
    public required Acceptance Acceptance { get; init; }

    public PipelineCommand Command { get; init; }

    /// <summary>The root package that the project asks for in a language; empty where it does not.</summary>
    public string RootPackageOf(string language) => RootPackages.GetValueOrDefault(language, "");
}
