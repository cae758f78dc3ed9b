using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Output;

/// <summary>A file of the output folder that is not as the contracts give it.</summary>
/// <param name="What">What is wrong with it: a predicate.</param>
public sealed record OutputDifference(string Display, string What)
{
    public const string Missing = "is not there";
    public const string Other = "has other bytes than the contracts give";
    public const string Extra = "is a file that the contracts do not give";

    public Diagnostic ToDiagnostic() => Codes.OutputStale.With(new SourceSpan(Display), Display, What);
}
