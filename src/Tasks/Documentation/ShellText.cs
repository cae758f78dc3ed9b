namespace Grpc.Service.Sdk.Documentation;

/// <summary>Text as one argument of a POSIX shell.</summary>
internal static class ShellText
{
    public static string Argument(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "._/-:=".Contains(character, StringComparison.Ordinal))
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
