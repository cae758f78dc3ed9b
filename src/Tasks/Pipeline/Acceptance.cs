namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What new entries of a suppressions file say, and when an old one has expired.</summary>
/// <param name="Today">UTC.</param>
/// <param name="Reason">Empty where the person said nothing: to be filled in by hand.</param>
/// <param name="Owner">The same.</param>
public sealed record Acceptance(DateOnly Today, string Reason = "", string Owner = "");
