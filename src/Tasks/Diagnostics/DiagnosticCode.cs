using System.Globalization;

namespace Grpc.Service.Sdk.Diagnostics;

/// <summary>A row of the registry: what is said under one code.</summary>
/// <param name="Id"><c>GRPC1xxx</c> project and configuration, <c>2xxx</c> tools, <c>3xxx</c> contracts, <c>4xxx</c> generation, <c>5xxx</c> certificates.</param>
/// <param name="Format">A composite format: the subject in quotes, what is wrong, what to do.</param>
public sealed record DiagnosticCode(string Id, Severity Severity, string Format)
{
    /// <summary>Fills the format in; arguments are formatted invariantly.</summary>
    public Diagnostic With(SourceSpan? span, params object[] arguments) =>
        new(Id, Severity, string.Format(CultureInfo.InvariantCulture, Format, arguments), span);

    public Diagnostic With(params object[] arguments) => With(null, arguments);
}
