using System.Collections.Frozen;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>C#'s reserved words: as a name each needs an <c>@</c> before it. Contextual words do not.</summary>
public static class CSharpKeywords
{
    private static readonly FrozenSet<string> s_words = FrozenSet.ToFrozenSet(
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock",
        "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected",
        "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string",
        "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort",
        "using", "virtual", "void", "volatile", "while",
    ],
    StringComparer.Ordinal);

    public static bool Contains(string name) => s_words.Contains(name);

    public static string Escape(string name) => Contains(name) ? "@" + name : name;
}
