namespace Grpc.Service.Sdk.Checking;

/// <summary>What the changes ask of the next version's number.</summary>
public enum SemVerImpact
{
    /// <summary>Nothing that a client could use or miss.</summary>
    Patch,

    /// <summary>Something new, or newly deprecated; or an unstable package broke.</summary>
    Minor,

    /// <summary>A stable package broke, accepted or not.</summary>
    Major,
}
