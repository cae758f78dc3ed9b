using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// Languages that cannot be written now, each with why. The others are, what is there of these stays as it is, and the build fails at its end.
/// </summary>
internal sealed class LanguageFailures
{
    private readonly Dictionary<string, List<Diagnostic>> _byLanguage = new(StringComparer.Ordinal);

    public int Count => _byLanguage.Count;

    public bool Contains(string language) => _byLanguage.ContainsKey(language);

    public void Add(string language, IEnumerable<Diagnostic> reasons)
    {
        if (!_byLanguage.TryGetValue(language, out var known))
        {
            _byLanguage[language] = known = [];
        }

        known.AddRange(reasons);
    }

    /// <summary>Everything that is in the way; what is in the way of two languages, once.</summary>
    public IReadOnlyList<Diagnostic> Reasons => [.. _byLanguage.Values.SelectMany(reasons => reasons).Distinct().Order()];
}
