using Grpc.Service.Sdk.Modeling;
namespace Grpc.Service.Sdk.Languages;
public sealed class CSharpNaming : ILanguageNaming
{
    public string RootPackage(string projectName) => projectName + ".Generated";
    public string PackagePath(ProtoPackage package) => "";
}
