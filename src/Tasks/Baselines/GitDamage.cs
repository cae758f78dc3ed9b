using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>Git has no exit code of its own for a damaged object, and <c>cat-file</c> calls one "missing"; only the words tell.</summary>
internal static partial class GitDamage
{
    public static bool IsToldIn(string errors) => Words().IsMatch(errors);

    [GeneratedRegex(@"is corrupt|inflate: |unable to unpack|hash mismatch|object file \S+ is empty|packfile \S+ (is|cannot)|bad object header|pack has bad object")]
    private static partial Regex Words();
}
