namespace Grpc.Service.Sdk.Checking;

/// <summary>Whom a change breaks.</summary>
[Flags]
public enum Breaks
{
    None = 0,

    /// <summary>Bytes on the wire are read as something else, or a call is no longer answered.</summary>
    Wire = 1,

    /// <summary>JSON of the same messages is read as something else.</summary>
    Json = 2,

    /// <summary>Code that uses what is generated no longer compiles.</summary>
    Source = 4,
}

/// <summary>A breaking rule of Buf's.</summary>
/// <param name="Categories">The rule sets that have it, as Buf lists them.</param>
/// <param name="Purpose">Buf's own words.</param>
/// <param name="Languages">Whose generated source breaks; empty means every language.</param>
/// <param name="WireRule">
/// The rule of the set WIRE that finds the same change if it breaks the wire. Buf's strict rules do not ask that
/// (FIELD_SAME_TYPE speaks of int32 → int64 and of int32 → string alike), so both run, and the pair of answers tells.
/// </param>
/// <param name="JsonRule">The same for JSON.</param>
public sealed record BreakingRule(
    string Id, IReadOnlyList<string> Categories, string Purpose, string Languages = "", string? WireRule = null, string? JsonRule = null)
{
    /// <summary>What the rule's own category says: WIRE breaks everything, WIRE_JSON JSON and source, the rest source alone.</summary>
    public Breaks Breaks => Categories.Contains("WIRE") ? Breaks.Wire | Breaks.Json | Breaks.Source
        : Categories.Contains("WIRE_JSON") ? Breaks.Json | Breaks.Source
        : IsCall ? Breaks.Wire | Breaks.Source
        : Breaks.Source;

    /// <summary>Buf counts a deleted method as source alone; who still calls it gets UNIMPLEMENTED.</summary>
    private bool IsCall => Id is "RPC_NO_DELETE" or "SERVICE_NO_DELETE" or "PACKAGE_SERVICE_NO_DELETE";
}
