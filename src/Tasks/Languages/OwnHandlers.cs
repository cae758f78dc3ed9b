using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>What first handlers of a project's own are called and show, in every language.</summary>
internal static class OwnHandlers
{
    /// <summary>The method that a first handler shows: one that nobody else writes, if there is one, and one with one request and one answer rather than a stream.</summary>
    /// <returns>Null where all are deprecated, or their messages: compilers warn of code that names those.</returns>
    public static Method? Shown(ServiceType service) => service.Methods
        .Where(method => !method.Deprecated && !method.Request.Deprecated && !method.Response.Deprecated)
        .OrderBy(method => method.Kind != MethodKind.Unary).ThenBy(method => method.Plan is not UnimplementedPlan)
        .FirstOrDefault();

    /// <summary>A service's name, in PascalCase and with its package where another service has the same: <c>ProductService</c>, <c>EcommerceV1ProductService</c>.</summary>
    public static string Name(Contract contract, ServiceType service)
    {
        var name = GeneratorCase.Pascal(service.Name);
        return contract.ServedServices.Count(other => string.Equals(GeneratorCase.Pascal(other.Name), name, StringComparison.OrdinalIgnoreCase)) == 1
            ? name
            : string.Concat(service.File.Package.Split('.').Select(segment => GeneratorCase.Pascal(segment))) + name;
    }
}
