using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

public static class CSharpChecks
{
    public static IEnumerable<Diagnostic> Check(Contract contract) => [];
}
