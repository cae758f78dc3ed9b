using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Methods that answer UNIMPLEMENTED, told where they are declared; what the project declares as its own is not.</summary>
internal static class MethodFindings
{
    /// <param name="severity">What such a method is to the project.</param>
    /// <returns>Findings whose files are import paths.</returns>
    public static IEnumerable<Diagnostic> Of(Contract contract, Severity severity) =>
        from method in contract.ServedServices.SelectMany(service => service.Methods)
        let plan = method.Plan as UnimplementedPlan
        where plan is { Declared: false }
        select Of(method, plan, severity);

    /// <summary>A name that promises a default which the shape cannot keep is worth a word of its own, and nobody's fault.</summary>
    private static Diagnostic Of(Method method, UnimplementedPlan plan, Severity severity)
    {
        var span = method.Location.ToSpan();
        return plan.Contradiction && severity == Severity.Message
            ? Codes.NoDefault.With(span, method.Path, plan.Reason)
            : Codes.Unimplemented.With(span, method.Path, plan.Reason, method.Name, method.Service.Name + "Defaults") with { Severity = severity };
    }
}
