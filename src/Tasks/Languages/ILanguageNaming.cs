using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>
/// How one language writes the names of a contract. Every public method of an implementation is a function of that
/// language's templates, under its name in snake_case: <c>{{ method.request | type }}</c>. Lookups only, no decisions.
/// </summary>
public interface ILanguageNaming
{
    /// <summary>The project's root package in this language, put where the plain sources have the placeholder.</summary>
    string RootPackage(string projectName);

    /// <summary>The path of a package below a folder, ending in <c>/</c>; empty for the empty package.</summary>
    string PackagePath(ProtoPackage package);
}
