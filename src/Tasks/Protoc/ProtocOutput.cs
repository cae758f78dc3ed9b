using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>One generator that protoc runs for a language.</summary>
/// <param name="Plugin">The name in <c>--NAME_out</c>.</param>
/// <param name="Tool">The plugin's executable among the tools; null when protoc has it built in.</param>
/// <param name="Output">The folder below <c>generated/&lt;language&gt;</c>.</param>
/// <param name="Parameters">What <c>--NAME_opt</c> passes on.</param>
/// <param name="Internal">The parameter that makes types internal.</param>
/// <param name="ClientOnly">The parameter that leaves the server's stubs out.</param>
/// <param name="ServerOnly">The one that leaves the client's out.</param>
/// <param name="Stubs">It writes stubs and nothing else.</param>
public sealed record ProtocOutput(
    string Plugin, string? Tool, string Output, IReadOnlyList<string> Parameters, string? Internal = null, string? ClientOnly = null, string? ServerOnly = null, bool Stubs = false)
{
    /// <summary>The folder, below a language's, of code that is written and not compiled.</summary>
    public const string Uncompiled = "Uncompiled";

    /// <returns>The same for contracts of these options; null where it has nothing to write for them.</returns>
    public ProtocOutput? For(ContractOptions options)
    {
        if (Stubs && options.Services == ServiceSides.None)
        {
            return null;
        }

        var side = options.Services switch { ServiceSides.Client => ClientOnly, ServiceSides.Server => ServerOnly, _ => null };
        string[] added = [.. new[] { options.IsInternal ? Internal : null, side }.OfType<string>()];
        return this with { Parameters = [.. Parameters, .. added], Output = options.IsInProject ? Output : $"{Uncompiled}/{Output}" };
    }
}
