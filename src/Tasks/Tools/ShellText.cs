namespace Grpc.Service.Sdk.Tools;

/// <summary>Text for people to paste into a shell.</summary>
internal static class ShellText
{
    /// <summary>One argument of a POSIX shell.</summary>
    public static string Argument(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "._/-:=".Contains(character, StringComparison.Ordinal))
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A whole call, which works from any folder; on Windows as <c>cmd</c> takes it.</summary>
    public static string Call(string path, IEnumerable<string> arguments, string workingDirectory) => OperatingSystem.IsWindows()
        ? $"cd /d {Windows(workingDirectory)} && {Windows(path)} {string.Join(' ', arguments.Select(Windows))}"
        : $"cd {Argument(workingDirectory)} && {Argument(path)} {string.Join(' ', arguments.Select(Argument))}";

    private static string Windows(string text) => text.Length > 0 && !text.Any(character => " \t\"&|<>^()%;,".Contains(character, StringComparison.Ordinal))
        ? text
        : $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
