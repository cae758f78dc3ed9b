namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>What a build of a run finds, in this order.</summary>
internal enum Step
{
    /// <summary>Nothing generated.</summary>
    Cold,

    /// <summary>Everything as it was.</summary>
    NothingChanged,

    /// <summary>One contract has a message more.</summary>
    OneEdited,
}
