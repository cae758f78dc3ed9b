namespace Grpc.Service.Sdk.Rendering;

/// <summary>What templates may know of the project: <c>project</c> in a template.</summary>
/// <param name="Name">P, the project's name as its file has it.</param>
/// <param name="RootPackage">The root package in the language that is rendered; empty for what belongs to no language.</param>
/// <param name="EntryPoint">The generated code has the program's entry point.</param>
/// <param name="SdkVersion">This SDK's version.</param>
public sealed record RenderProject(string Name, string RootPackage, bool EntryPoint, string SdkVersion)
{
    /// <summary>The folder that import paths start from, as seen from the project's: <c>proto/</c>, or empty where they are one.</summary>
    public string ProtoRoot { get; init; } = "";

    /// <summary>The same as seen from the output folder: <c>../proto/</c>.</summary>
    public string ProtoRootFromOutput { get; init; } = "";

    /// <summary>A server is generated, so that methods have defaults.</summary>
    public bool HasServer { get; init; } = true;

    /// <summary>Clients are generated, beyond the stubs.</summary>
    public bool HasClient { get; init; } = true;

    /// <summary>The folder of service.json as seen from a language's in the output folder, with <c>/</c> at the end: <c>../../config/</c>; empty where there is none.</summary>
    public string ConfigurationFromLanguage { get; init; } = "";

    /// <summary>The folder of the development certificates, as seen from the project's, with <c>/</c> at the end; empty where there are none.</summary>
    public string Certificates { get; init; } = "";
}
