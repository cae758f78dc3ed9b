namespace Grpc.Service.Sdk.Rendering;

/// <summary>What templates may know of the project: <c>project</c> in a template.</summary>
/// <param name="Name">P, the project's name as its file has it.</param>
/// <param name="RootPackage">The root package in the language that is rendered.</param>
/// <param name="EntryPoint">The generated code has the program's entry point.</param>
/// <param name="SdkVersion">This SDK's version.</param>
public sealed record RenderProject(string Name, string RootPackage, bool EntryPoint, string SdkVersion);
