using System.Collections.Frozen;
using System.Text;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>What protoc's C# generators call things, as read off their output: the names that our code must refer to.</summary>
public static class CSharpGenerator
{
    // Members that every generated message has; a field that would be one of them gets an underscore.
    private static readonly FrozenSet<string> s_members = FrozenSet.ToFrozenSet(
    [
        "CalculateSize", "Clone", "Descriptor", "Equals", "GetHashCode", "MergeFrom", "OnConstruction", "Parser",
        "ToString", "Types", "WriteTo",
    ],
    StringComparer.Ordinal);

    /// <summary><c>unit_price2x</c> → <c>UnitPrice2X</c>: every character but letters and digits is dropped and starts a word, as a digit does.</summary>
    public static string PascalCase(string name)
    {
        var result = new StringBuilder(name.Length);
        var upper = true;
        foreach (var character in name)
        {
            if (char.IsAsciiLetter(character))
            {
                result.Append(upper ? char.ToUpperInvariant(character) : character);
                upper = false;
            }
            else
            {
                result.Append(char.IsAsciiDigit(character) ? character.ToString() : "");
                upper = true;
            }
        }

        // A name such as _1st would start with a digit.
        return result.Length > 0 && char.IsAsciiDigit(result[0]) && name[0] == '_' ? "_" + result : result.ToString();
    }

    /// <param name="field">The field's name, of a group its message's.</param>
    /// <param name="message">The message that holds it.</param>
    public static string PropertyName(string field, string message)
    {
        var name = PascalCase(field);
        return name == message || s_members.Contains(name) ? name + "_" : name;
    }

    /// <summary>The name of a proto's C# file without its extension; the stubs' has <c>Grpc</c> behind it.</summary>
    /// <param name="path">The proto's import path.</param>
    public static string FileName(string path) => PascalCase(Path.GetFileNameWithoutExtension(path[(path.LastIndexOf('/') + 1)..]));
}
