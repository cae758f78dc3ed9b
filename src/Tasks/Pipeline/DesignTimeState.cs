using System.Text.Json.Serialization;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What the last design-time build that had to generate left behind; a real build neither reads nor writes it.</summary>
/// <param name="Key">The <see cref="InputKey"/> that it was made from, or that it failed with.</param>
/// <param name="HasTree">There is a whole tree: that of the key, or of the last one before it that compiled.</param>
/// <param name="Basis">The key of the real build that the tree is newer than; null where there was none.</param>
internal sealed record DesignTimeState(string Key, bool HasTree, string? Basis)
{
    private const string FileName = "state.json";

    public static DesignTimeState? Read(string directory) => StateFile.Read(directory, FileName, DesignTimeStateJson.Default.DesignTimeState);

    public void Write(string directory) => StateFile.Write(directory, FileName, this, DesignTimeStateJson.Default.DesignTimeState);
}

[JsonSerializable(typeof(DesignTimeState))]
internal sealed partial class DesignTimeStateJson : JsonSerializerContext;
