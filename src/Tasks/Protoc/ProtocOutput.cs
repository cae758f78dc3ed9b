namespace Grpc.Service.Sdk.Protoc;

/// <summary>One generator that protoc runs for a language.</summary>
/// <param name="Plugin">The name in <c>--NAME_out</c>.</param>
/// <param name="Tool">The plugin's executable among the tools; null when protoc has it built in.</param>
/// <param name="Output">The folder below <c>generated/&lt;language&gt;</c>.</param>
/// <param name="Parameters">What <c>--NAME_opt</c> passes on.</param>
public sealed record ProtocOutput(string Plugin, string? Tool, string Output, IReadOnlyList<string> Parameters);
