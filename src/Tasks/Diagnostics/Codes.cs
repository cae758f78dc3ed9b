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

    public static readonly DiagnosticCode TemplateFailed = new("GRPC4001", Severity.Error,
        "The template '{0}' failed for {1}: {2}");
}
