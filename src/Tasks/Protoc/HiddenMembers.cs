using System.Text;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// protoc makes of a field <c>get_type</c> a property that hides <c>object.GetType</c>, of which the compiler warns in code that
/// nobody can change. Such a file says that it means it, beside the other warnings that protoc itself disables there.
/// </summary>
internal static class HiddenMembers
{
    private const string Pragma = "#pragma warning disable ";
    private const string Hides = "0108, ";

    // As the name of a property or a nested type, with a space on both sides.
    private static readonly byte[][] s_names =
    [
        .. new[] { "Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString" }.Select(name => Encoding.UTF8.GetBytes($" {name} ")),
    ];

    /// <summary>Whether a file of C# may have such a member.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> code)
    {
        foreach (var name in s_names)
        {
            if (code.IndexOf(name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="code">A file of C# that protoc wrote.</param>
    public static string Allow(string code)
    {
        var at = code.IndexOf(Pragma, StringComparison.Ordinal);
        return at < 0 ? code : code.Insert(at + Pragma.Length, Hides);
    }
}
