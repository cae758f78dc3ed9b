using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>
/// How one language writes the names of a contract. Every public method of an implementation is a function of that
/// language's templates, under its name in snake_case: <c>{{ method.request | type }}</c>. Lookups only, no decisions.
/// </summary>
public interface ILanguageNaming
{
    /// <summary>The project's root package in this language, put where the plain sources have the placeholder.</summary>
    /// <param name="chosen">What the project says itself; empty where it does not.</param>
    string RootPackage(string projectName, string chosen);

    /// <summary>The path of a package below a folder, ending in <c>/</c>; empty for the empty package.</summary>
    string PackagePath(ProtoPackage package);

    /// <summary>What every generator of protoc's is told beside its own parameters: where each contract's code lies, say.</summary>
    /// <param name="root">The root package.</param>
    /// <param name="files">All that is generated in the language.</param>
    IEnumerable<string> ProtocParameters(string root, IEnumerable<ImageFile> files) => [];

    /// <summary>The path under which a generator's file is published: a name may mean more to a language than its generator minds.</summary>
    /// <param name="path">As the generator wrote it, with <c>/</c>.</param>
    string PublishedPath(string path) => path;

    /// <summary>What a template wrote, in the form that the language's own tools give it.</summary>
    /// <param name="path">The file, with <c>/</c>.</param>
    string Finish(string path, string text) => text;
}
