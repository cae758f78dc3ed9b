namespace Grpc.Service.Sdk.Modeling;
public static class ContractSummary { public static IEnumerable<string> Lines(Contract contract) => []; }
