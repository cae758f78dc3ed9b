using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Grpc.Service.Sdk.Tools;

/// <summary>What one build leaves for the next, as JSON that is written whole or not at all.</summary>
internal static class StateFile
{
    /// <returns>Null where there is none, or half of one: something other than us left it, and without it everything is made anew.</returns>
    public static T? Read<T>(string directory, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var path = Path.Combine(directory, name);
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write<T>(string directory, string name, T state, JsonTypeInfo<T> type) =>
        AtomicFile.Write(Path.Combine(directory, name), JsonSerializer.SerializeToUtf8Bytes(state, type));
}
