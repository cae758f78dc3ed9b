namespace Grpc.Service.Sdk.Diagnostics;

/// <summary>
/// The one registry of our codes. docs/diagnostics.md has a section for each, and a test holds the two together;
/// codes that a target reports stand here too, marked as such.
/// </summary>
public static class Codes
{
    public static readonly DiagnosticCode NoContracts = new("GRPC1001", Severity.Warning,
        "'{0}' holds no .proto file, so there is nothing to generate. Put a contract there, or set GrpcProtoRoot to the folder that has them.");

    public static readonly DiagnosticCode UnknownLanguage = new("GRPC1002", Severity.Error,
        "'{0}' is not a language that this version generates. GrpcLanguages takes: {1}.");

    public static readonly DiagnosticCode ContractOutsideRoot = new("GRPC1003", Severity.Error,
        "'{0}' lies outside GrpcProtoRoot '{1}', so no import path leads to it. Move it below the root, or set GrpcProtoRoot to a folder above it.");

    public static readonly DiagnosticCode RootIsNoModule = new("GRPC1004", Severity.Error,
        "'{0}' lists no modules, so Buf takes its own folder for the root of imports, and not GrpcProtoRoot '{1}'. Add 'modules: [{{path: {2}}}]' to it, or set GrpcProtoRoot to its folder.");

    /// <summary>Reported by a target: a task would load too late.</summary>
    public static readonly DiagnosticCode MSBuildTooOld = new("GRPC1005", Severity.Error,
        "MSBuild {0} is too old: Grpc.Service.Sdk needs 18.0 or later. Install the .NET 10 SDK, or Visual Studio 2026.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode BadProperty = new("GRPC1006", Severity.Error,
        "'{0}' is not a value of {1}. It takes: {2}.");

    public static readonly DiagnosticCode FileSystem = new("GRPC1007", Severity.Error,
        "The build cannot read or write what it must: {0} Nothing else was changed; mend it and build again.");

    public static readonly DiagnosticCode PackMissing = new("GRPC2001", Severity.Error,
        "The package '{0}' {1}, which holds {2}, is not in '{3}'. Run 'dotnet restore'; if the feed does not have it, add the one that does (with package source mapping, map 'Grpc.Service.Sdk*' to it).");

    public static readonly DiagnosticCode ToolHashDiffers = new("GRPC2002", Severity.Error,
        "'{0}' is not the file that this SDK was made with: its SHA-256 is {2} and should be {1}. Delete the folder of '{3}' {4} from the package folder and restore again; if it stays so, do not trust the feed.");

    public static readonly DiagnosticCode HostUnsupported = new("GRPC2003", Severity.Error,
        "There is no '{1}' for this host, '{0}'. It comes for: {2}. Build on one of those, or give the tool by path: Protobuf_ProtocFullPath, gRPC_PluginFullPath, GrpcBufFullPath.");

    public static readonly DiagnosticCode ToolPathMissing = new("GRPC2004", Severity.Error,
        "'{0}', given as the path of {1}, is not a file. Correct the property, or remove it to use the packaged tool.");

    public static readonly DiagnosticCode ToolNotStarted = new("GRPC2005", Severity.Error,
        "'{0}' could not be started: {1} Check that this host can execute it (its processor, its C library, a mount without execution), or give a tool of your own by path.");

    public static readonly DiagnosticCode BufFailed = new("GRPC3001", Severity.Error,
        "'buf {0}' ended with exit code {1}: {2}");

    public static readonly DiagnosticCode BufSaid = new("GRPC3002", Severity.Error,
        "Buf said something that is not a finding: {0}");

    public static readonly DiagnosticCode NoDefault = new("GRPC3003", Severity.Message,
        "'{0}' has no default and answers UNIMPLEMENTED: {1}.");

    public static readonly DiagnosticCode BadMethodOverride = new("GRPC3004", Severity.Error,
        "GrpcMethod '{0}' {1}. Correct the item, or remove it.");

    public static readonly DiagnosticCode BadResourceOverride = new("GRPC3005", Severity.Error,
        "GrpcResource '{0}' {1}. Correct the item, or remove it.");

    public static readonly DiagnosticCode TemplateFailed = new("GRPC4001", Severity.Error,
        "The template '{0}' failed for {1}: {2}");

    public static readonly DiagnosticCode OutputEscapes = new("GRPC4002", Severity.Error,
        "'{0}' is no path inside the output folder, or not one that every file system holds. Change the package, option or template that it comes from.");

    public static readonly DiagnosticCode OutputCollides = new("GRPC4003", Severity.Error,
        "'{0}' and '{1}' are one file where file names ignore case. Rename what one of them comes from.");

    public static readonly DiagnosticCode ForeignFile = new("GRPC4004", Severity.Error,
        "'{0}' is in the way: the build writes a file there, and it did not write this one. Move it out of the output folder, or set GrpcOutputPath.");

    public static readonly DiagnosticCode EditedFile = new("GRPC4005", Severity.Warning,
        "'{0}' was edited by hand and is written anew; the edited text is kept as '{1}'. Own code belongs outside of the output folder: derive from the generated class.");

    public static readonly DiagnosticCode ProtocFailed = new("GRPC4006", Severity.Error,
        "protoc ended with exit code {0}: {1}");

    public static readonly DiagnosticCode NotANamespace = new("GRPC4007", Severity.Error,
        "The csharp_namespace '{0}' is not a C# namespace. Write identifiers joined by dots, such as 'Ecommerce.V1'.");

    public static readonly DiagnosticCode CSharpCollision = new("GRPC4008", Severity.Error,
        "'{0}' and '{1}' are both '{2}' in C#, which cannot hold the two. Rename one of them.");

    public static readonly DiagnosticCode CSharpFileCollision = new("GRPC4009", Severity.Error,
        "'{0}' and '{1}' both become '{2}' in C#. Rename one of the files, or give them packages of their own.");
}
