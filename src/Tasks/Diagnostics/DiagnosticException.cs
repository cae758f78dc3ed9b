namespace Grpc.Service.Sdk.Diagnostics;

/// <summary>Ends a stage that cannot go on; the orchestrator turns it back into its diagnostics.</summary>
public sealed class DiagnosticException(params IReadOnlyList<Diagnostic> diagnostics) : Exception(diagnostics[0].Message)
{
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
