using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Packages whose last part says that they promise nothing yet, by Buf's own reading of a package's version.</summary>
internal static partial class UnstablePackage
{
    public static bool Is(string package) => Pattern().IsMatch(package);

    [GeneratedRegex(@"(^|\.)v[1-9]\d*((p[1-9]\d*)?(alpha|beta)\d*|test.*)$")]
    private static partial Regex Pattern();
}
