using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>Everything that finding a baseline depends on, but for the repository and the working files. All paths are absolute.</summary>
public sealed record BaselineRequest
{
    public const string DefaultTags = "v*";

    /// <summary>The contract as it is now; its project's folder says which repository it belongs to.</summary>
    public required ContractSource Source { get; init; }

    /// <summary>What Buf takes from packages and caches, for the baseline as for the working files.</summary>
    public BufSettings Buf { get; init; } = BufSettings.Plain;

    /// <summary><c>obj/grpc</c>, held by the caller's lock: the baseline's files are laid out in <c>baseline</c> below it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The user's cache: images and listings, each under what it was made from.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary><c>GrpcBaseline</c>: an image file (absolute, or relative to the project) or a git ref; null or empty: the ladder decides.</summary>
    public string? Baseline { get; init; }

    /// <summary><c>GrpcBaselineTags</c>: patterns of version tags, joined by <c>;</c>.</summary>
    public string Tags { get; init; } = DefaultTags;

    /// <summary><c>GrpcBaselineFetch</c>: what is missing may be fetched.</summary>
    public bool Fetch { get; init; }

    /// <summary>All of the build's environment variables: what a CI tells, the PATH that git is found on, and what git is started with.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    internal bool IsAsked => !string.IsNullOrWhiteSpace(Baseline);
}
