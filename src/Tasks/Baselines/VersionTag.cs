using System.Numerics;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>A tag that is a version. One to four numbers are taken; build metadata (<c>+…</c>) says nothing about the order.</summary>
internal sealed partial record VersionTag(string Name, IReadOnlyList<BigInteger> Numbers, bool IsPrerelease) : IComparable<VersionTag>
{
    /// <param name="pattern">One <c>*</c> or more; what the first stands for up to the pattern's end is the version: <c>orders/v*</c>.</param>
    /// <returns>Null where the tag does not match, or is not a version.</returns>
    public static VersionTag? Of(string name, string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var prefix = star < 0 ? pattern : pattern[..star];
        var suffix = star < 0 ? "" : pattern[(pattern.LastIndexOf('*') + 1)..];
        if (name.Length < prefix.Length + suffix.Length || !Glob(pattern).IsMatch(name))
        {
            return null;
        }

        var version = Version().Match(star < 0 ? name : name[prefix.Length..^suffix.Length]);
        return version.Success
            ? new VersionTag(name, [.. version.Groups[1].Value.Split('.').Select(BigInteger.Parse)], version.Groups[2].Success)
            : null;
    }

    /// <summary>Of releases only; a missing number is 0.</summary>
    public int CompareTo(VersionTag? other)
    {
        for (var at = 0; at < Math.Max(Numbers.Count, other?.Numbers.Count ?? 0); at++)
        {
            var order = At(this, at).CompareTo(At(other, at));
            if (order != 0)
            {
                return order;
            }
        }

        return string.CompareOrdinal(Name, other?.Name);
    }

    public static bool operator <(VersionTag left, VersionTag right) => left.CompareTo(right) < 0;

    public static bool operator >(VersionTag left, VersionTag right) => left.CompareTo(right) > 0;

    public static bool operator <=(VersionTag left, VersionTag right) => left.CompareTo(right) <= 0;

    public static bool operator >=(VersionTag left, VersionTag right) => left.CompareTo(right) >= 0;

    private static BigInteger At(VersionTag? tag, int at) => tag is not null && at < tag.Numbers.Count ? tag.Numbers[at] : BigInteger.Zero;

    // As git's own patterns do, a star stays inside of one segment: `v*` is not `v1/x`.
    private static Regex Glob(string pattern) => new("^" + Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"(?:^|/)v?([0-9]+(?:\.[0-9]+){0,3})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
