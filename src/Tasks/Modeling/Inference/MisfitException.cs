namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>Ends the fitting of one method to its rule; <see cref="PlanInference"/> alone catches it and makes the plan of it.</summary>
/// <param name="reason">Which part of the convention failed.</param>
internal sealed class MisfitException(string reason) : Exception(reason)
{
    /// <summary>False where the method follows its convention, and only we do not serve it yet.</summary>
    public bool IsContradiction { get; init; } = true;
}
