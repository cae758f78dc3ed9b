using System.Text.Json.Serialization;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// What the last whole run knows of each proto, so that the next one makes only what changed anew. Apart from <see cref="PipelineState"/>:
/// a build with nothing to do does not read it.
/// </summary>
/// <param name="Generators">The key of the generators, their versions and parameters.</param>
/// <param name="Lint">The key of Buf and its rules; null where nothing was linted.</param>
/// <param name="Protos">By import path.</param>
/// <param name="Outputs">What was generated for each proto: hashes by path below <c>generated/</c>. Empty where an output does not name its proto.</param>
/// <param name="Findings">What the lint said.</param>
/// <param name="Rendered">What templates wrote for each element.</param>
internal sealed record ProtoStates(
    string Generators,
    string? Lint,
    IReadOnlyDictionary<string, ProtoFacts> Protos,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Outputs,
    IReadOnlyList<Diagnostic> Findings,
    IReadOnlyDictionary<string, RenderState> Rendered)
{
    private const string FileName = "protos.json";

    public static ProtoStates? Read(string stateDirectory) => StateFile.Read(stateDirectory, FileName, ProtoStatesJson.Default.ProtoStates);

    public void Write(string stateDirectory) => StateFile.Write(stateDirectory, FileName, this, ProtoStatesJson.Default.ProtoStates);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProtoStates))]
internal sealed partial class ProtoStatesJson : JsonSerializerContext;
