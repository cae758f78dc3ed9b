namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What a person asked for.</summary>
public enum PipelineCommand
{
    Generate,

    /// <summary>Writes the present breaking changes into breaking-suppressions.json.</summary>
    AcceptBreaking,

    /// <summary>Writes lint's present findings into lint-suppressions.json.</summary>
    AcceptLint,

    /// <summary>Takes the entries out of both files that hold for nothing any more.</summary>
    PruneSuppressions,

    /// <summary>Tells where the output folder is not what would be generated, and writes nothing into it.</summary>
    VerifyGenerated,

    /// <summary>Writes the first handlers of the project's own, where there are none.</summary>
    Scaffold,
}
