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

    /// <summary>What a class has for a field beside its property.</summary>
    /// <param name="hasMethods">See <see cref="FieldShape"/>.</param>
    public static IEnumerable<string> MembersOf(string property, bool hasMethods) =>
        hasMethods ? [property + "FieldNumber", "Has" + property, "Clear" + property] : [property + "FieldNumber"];

    /// <summary>What a class has for a oneof.</summary>
    public static IEnumerable<string> MembersOfOneof(string name)
    {
        var oneof = GeneratorCase.Pascal(name);
        return [oneof + "Case", oneof + "OneofCase", "Clear" + oneof];
    }

    /// <summary>Whether a name, of a message or a field, may be one of those that <see cref="MembersOf"/> and <see cref="MembersOfOneof"/> make; most are not.</summary>
    public static bool MayBeMember(string name)
    {
        var word = name.AsSpan().Trim('_');
        return word.StartsWith("has", StringComparison.OrdinalIgnoreCase) || word.StartsWith("clear", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith("case", StringComparison.OrdinalIgnoreCase) || word.EndsWith("number", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a message's class would be called as one of the members that every such class has, or as the class around it.</summary>
    /// <param name="message">The message's name.</param>
    /// <param name="isNested">It lies in another message, whose class has it in <c>Types</c>.</param>
    /// <param name="hasNested">Other types lie inside it.</param>
    public static bool IsMember(string message, bool isNested, bool hasNested) => message == NestedTypes ? isNested || hasNested : s_members.Contains(message);

    /// <summary>What an enum is called.</summary>
    /// <param name="isNested">It lies in a message, where <c>Types</c> is the class around it.</param>
    /// <param name="isNamespace">See <see cref="CSharpNamespaces"/>.</param>
    /// <param name="beside">The names of all that is declared beside it.</param>
    public static string EnumName(string name, bool isNested, bool isNamespace, IReadOnlySet<string> beside) =>
        isNamespace || (isNested && name == NestedTypes) ? Underscored(name, beside) : name;

    /// <summary>The class of a service's stubs, which has members too.</summary>
    /// <param name="isNamespace">See <see cref="CSharpNamespaces"/>.</param>
    public static string ServiceClass(string name, bool isNamespace) => isNamespace || name is "BindService" or "Descriptor" ? name + "_" : name;

    /// <summary>The name with an underscore behind it; with more of them where that is taken.</summary>
    public static string Underscored(string name, IReadOnlySet<string> taken)
    {
        do
        {
            name += "_";
        }
        while (taken.Contains(name));
        return name;
    }

    /// <summary>The name of a proto's C# file without its extension; the stubs' has <c>Grpc</c> behind it.</summary>
    /// <param name="path">The proto's import path.</param>
    public static string FileName(string path) => GeneratorCase.Pascal(Path.GetFileNameWithoutExtension(path[(path.LastIndexOf('/') + 1)..]));
}
