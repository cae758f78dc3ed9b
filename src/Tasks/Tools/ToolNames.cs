namespace Grpc.Service.Sdk.Tools;

/// <summary>The tools that the pipeline itself starts, as tools.json names them; plugins are named by their language.</summary>
public static class ToolNames
{
    public const string Buf = "buf";
    public const string Protoc = "protoc";
    public const string CSharpPlugin = "grpc_csharp_plugin";
}
