using System.Text.Json.Serialization;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// What the last whole run left behind. Findings are kept to be told again on every build, or <c>-warnaserror</c> would
/// pass warm and fail cold; a run that failed is never recorded.
/// </summary>
/// <param name="Key">The <see cref="InputKey"/> of the run.</param>
/// <param name="Plan">What each method's default does, a line a method: whoever asks at detailed verbosity is told in every build.</param>
public sealed record PipelineState(string Key, IReadOnlyList<Diagnostic> Findings, IReadOnlyList<string> Plan, GateState? Gate)
{
    private const string FileName = "state.json";

    /// <summary>The hash of the manifest that the run left: a build that was killed before it came here published other files, whole and for another key.</summary>
    public string Output { get; init; } = "";

    public static PipelineState? Read(string stateDirectory) => StateFile.Read(stateDirectory, FileName, PipelineStateJson.Default.PipelineState);

    public void Write(string stateDirectory) => StateFile.Write(stateDirectory, FileName, this, PipelineStateJson.Default.PipelineState);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(PipelineState))]
internal sealed partial class PipelineStateJson : JsonSerializerContext;
