using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Everything that the check of one module depends on.</summary>
public sealed record BreakingRequest
{
    /// <summary>The raw image of the working files, with source info: before managed options are set.</summary>
    public required ReadOnlyMemory<byte> Current { get; init; }

    /// <summary>The baseline's, with source info.</summary>
    public required ReadOnlyMemory<byte> Baseline { get; init; }

    /// <summary>What people call the baseline: a tag, a commit, a file. It stands in messages, and in entries that are accepted.</summary>
    public required string BaselineName { get; init; }

    public required ContractSource Source { get; init; }

    /// <summary>The user's project file, for findings that no living proto is near to.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The verified executable.</summary>
    public required string BufPath { get; init; }

    /// <summary>A folder of the check's own, absolute: two files of fixed names are written there.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The files that these rules are for, by import path; null for all.</summary>
    public Func<string, bool>? Concerns { get; init; }

    public BreakingRules Rules { get; init; } = BreakingRules.Default;

    /// <summary>Of a finding that nothing lowers.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Rules whose findings are warnings at most.</summary>
    public IReadOnlyList<string> WarningRules { get; init; } = [];

    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>What counts as today for an entry's expiry.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Told the exact command line.</summary>
    public Action<string> Started { get; init; } = _ => { };
}
