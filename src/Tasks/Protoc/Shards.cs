namespace Grpc.Service.Sdk.Protoc;

/// <summary>Deals files out to processes that run side by side.</summary>
public static class Shards
{
    /// <summary>The largest first, each to whom has least so far: no shard is left working long after the others.</summary>
    /// <param name="files">Names with what each weighs.</param>
    /// <param name="count">At least 1.</param>
    /// <returns>At most <paramref name="count"/> shards, none of them empty, each in ordinal order.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Deal(IEnumerable<(string Name, int Weight)> files, int count)
    {
        var shards = Enumerable.Range(0, count).Select(_ => new List<string>()).ToArray();
        var weights = new long[count];
        foreach (var (name, weight) in files.OrderByDescending(file => file.Weight).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            var lightest = Array.IndexOf(weights, weights.Min());
            shards[lightest].Add(name);
            weights[lightest] += weight;
        }

        return [.. shards.Where(shard => shard.Count > 0).Select(shard => (IReadOnlyList<string>)[.. shard.Order(StringComparer.Ordinal)])];
    }
}
