namespace Grpc.Service.Sdk.Modeling;

/// <summary>What a project says about its defaults where the contracts' names say something else, or nothing.</summary>
public sealed record PlanOverrides
{
    public static PlanOverrides None { get; } = new();

    public IReadOnlyList<MethodOverride> Methods { get; init; } = [];

    public IReadOnlyList<ResourceOverride> Resources { get; init; } = [];
}

/// <param name="Method">As <c>pkg.S/Method</c>.</param>
/// <param name="Default">A verb (<c>List</c>), whatever the method's name begins with; or <c>None</c>.</param>
public sealed record MethodOverride(string Method, string Default);

/// <param name="Message">As <c>pkg.M</c>: it is stored, also where no method's name says so.</param>
/// <param name="Key">The field that is its key.</param>
public sealed record ResourceOverride(string Message, string Key);
