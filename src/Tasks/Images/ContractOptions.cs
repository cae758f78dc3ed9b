namespace Grpc.Service.Sdk.Images;

/// <summary>Which sides of a service get code.</summary>
[Flags]
public enum ServiceSides
{
    None = 0,
    Client = 1,
    Server = 2,
    Both = Client | Server,
}

/// <summary>What is made of one contract: a <c>Protobuf</c> item's metadata, under the names that Grpc.Tools gave them.</summary>
/// <param name="Services"><c>GrpcServices</c>: which stubs are generated.</param>
/// <param name="IsInternal"><c>Access</c>: generated types are internal. Nothing public can be built upon those, so they get messages and stubs alone.</param>
/// <param name="IsInProject"><c>CompileOutputs</c>: false leaves the generated code out of the project.</param>
public sealed record ContractOptions(ServiceSides Services, bool IsInternal, bool IsInProject)
{
    public static ContractOptions Default { get; } = new(ServiceSides.Both, IsInternal: false, IsInProject: true);

    /// <summary>The same for a language that has no part in the project.</summary>
    public ContractOptions OutsideOfProject() => this with { IsInternal = false, IsInProject = true };

    /// <summary>The sides that our own server and client can be built upon.</summary>
    public ServiceSides Sides => IsInProject && !IsInternal ? Services : ServiceSides.None;
}
