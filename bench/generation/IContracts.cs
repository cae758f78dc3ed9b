namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>Where the contracts of a run come from.</summary>
internal interface IContracts
{
    /// <summary>What they are, before the word "contracts".</summary>
    string Title { get; }

    /// <summary>The import path of the file that is edited to measure what an edit costs.</summary>
    string Touched { get; }

    /// <summary>Folders below the root that are imported only: nothing is generated for them.</summary>
    IReadOnlyList<string> Shared { get; }

    /// <param name="root">The proto root, which does not exist yet.</param>
    /// <param name="files">How many to write, beside what <see cref="Shared"/> holds.</param>
    Task WriteAsync(string root, int files);
}
