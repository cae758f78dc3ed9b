namespace Grpc.Service.Sdk.Protoc;

/// <summary>A <c>GrpcPlugin</c> item: a generator of the user's own.</summary>
/// <param name="Name">The NAME of <c>protoc-gen-NAME</c>.</param>
/// <param name="Path">Its absolute path; null: protoc looks for it on the PATH.</param>
/// <param name="OutputDir">The folder below <c>generated/</c>.</param>
/// <param name="Options">What <c>--NAME_opt</c> passes on, one by one.</param>
public sealed record PluginRequest(string Name, string? Path, string OutputDir, IReadOnlyList<string> Options);
