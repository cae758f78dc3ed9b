namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What a person asked for.</summary>
public enum PipelineCommand
{
    Generate,

    /// <summary>Writes the present breaking changes into breaking-suppressions.json.</summary>
    AcceptBreaking,

    /// <summary>Takes the entries out of it that hold for nothing any more.</summary>
    PruneSuppressions,
}
