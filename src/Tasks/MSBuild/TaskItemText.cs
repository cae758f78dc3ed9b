namespace Grpc.Service.Sdk.MSBuild;

/// <summary>An item's text is unescaped once more when it is read, so what MSBuild gives a meaning is escaped as MSBuild does it.</summary>
internal static class TaskItemText
{
    private const string Special = "%*?@$();'";

    public static string Escape(string path) =>
        string.Concat(path.Select(character => Special.Contains(character) ? $"%{(int)character:x2}" : character.ToString()));
}
