using Grpc.Service.Sdk.Baselines;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What the breaking-change gate depends on beside the contract.</summary>
public sealed record GateRequest
{
    /// <summary>The project's file: where a finding stands that no living proto is near to.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>An image file or a git ref; null leaves the choice to the ladder.</summary>
    public string? Baseline { get; init; }

    public string Tags { get; init; } = BaselineRequest.DefaultTags;

    public bool Fetch { get; init; }

    /// <summary>FILE, PACKAGE, WIRE_JSON or WIRE, where buf.yaml has no breaking section.</summary>
    public string Category { get; init; } = "FILE";

    /// <summary>Of a finding; null is an error where a CI builds and a warning elsewhere.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Rules whose findings are warnings at most.</summary>
    public IReadOnlyList<string> WarningRules { get; init; } = [];

    /// <summary>The build's environment: what a CI tells of itself.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public Severity FindingSeverity => Severity ?? (CiServer.IsPresent(Environment) ? Diagnostics.Severity.Error : Diagnostics.Severity.Warning);
}
