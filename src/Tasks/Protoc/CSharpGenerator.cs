using System.Collections.Frozen;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>What protoc's C# generators call things, as read off their output: the names that our code must refer to.</summary>
public static class CSharpGenerator
{
    private const string NestedTypes = "Types";

    // Members that every generated message has; a field that would be one of them gets an underscore.
    private static readonly FrozenSet<string> s_members = FrozenSet.ToFrozenSet(
    [
        "CalculateSize", "Clone", "Descriptor", "Equals", "GetHashCode", "MergeFrom", "OnConstruction", "Parser",
        "ToString", NestedTypes, "WriteTo",
    ],
    StringComparer.Ordinal);

    /// <param name="field">The field's name, of a group its message's.</param>
    /// <param name="message">The message that holds it.</param>
    public static string PropertyName(string field, string message)
    {
        var name = GeneratorCase.Pascal(field);
        return name == message || s_members.Contains(name) ? name + "_" : name;
    }

    /// <summary>Whether a message's class would have a member of its own name, which C# does not allow.</summary>
    /// <param name="message">The message's name.</param>
    /// <param name="hasNested">Other types lie inside it.</param>
    public static bool IsMember(string message, bool hasNested) => s_members.Contains(message) && (message != NestedTypes || hasNested);

    /// <summary>The name of a proto's C# file without its extension; the stubs' has <c>Grpc</c> behind it.</summary>
    /// <param name="path">The proto's import path.</param>
    public static string FileName(string path) => GeneratorCase.Pascal(Path.GetFileNameWithoutExtension(path[(path.LastIndexOf('/') + 1)..]));
}
