namespace Grpc.Service.Sdk.Checking;

/// <summary>What a finding is about.</summary>
/// <param name="Element">
/// The name that a suppression goes by: the fully qualified name of what changed, in the baseline's words (a renamed field goes by
/// the name that clients know); a file's import path where the finding is about the file; <c>Message#5 to 9</c> for a reserved range.
/// </param>
/// <param name="Package">The one whose promises are broken.</param>
/// <param name="Was">What the baseline declares there.</param>
/// <param name="Holder">The living message, enum or service that it belongs to.</param>
/// <param name="BaselineFile">The baseline's file, where it is not the one that the finding is placed in.</param>
internal sealed record BreakingSubject(string Element, string Package, ProtoElement? Was, ProtoElement? Holder, string? BaselineFile = null);
