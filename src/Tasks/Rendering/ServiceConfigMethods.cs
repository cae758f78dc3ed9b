using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>What the template of gRPC's own service config calls.</summary>
public sealed class ServiceConfigMethods
{
    /// <summary>The contract's methods by how they are called: each group is one entry of the config. A group without methods is left out.</summary>
    public static IReadOnlyList<MethodGroup> MethodGroups(Contract contract) =>
    [
        .. from method in contract.Services.SelectMany(service => service.Methods)
           group method by (IsRetried: method.Retry == MethodRetry.Always, IsUnary: method.Kind == MethodKind.Unary) into methods
           orderby methods.Key.IsRetried descending, methods.Key.IsUnary descending
           select new MethodGroup(methods.Key.IsUnary, methods.Key.IsRetried, [.. methods]),
    ];
}

/// <summary>Methods that are called alike.</summary>
/// <param name="IsUnary">They have the deadline of a call with one answer.</param>
/// <param name="IsRetried">They may be called again.</param>
/// <param name="Methods">In the contract's order.</param>
public sealed record MethodGroup(bool IsUnary, bool IsRetried, IReadOnlyList<Method> Methods);
