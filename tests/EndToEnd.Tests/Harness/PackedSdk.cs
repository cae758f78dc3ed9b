namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Packs the SDK and this host's tools once for all tests.</summary>
/// <remarks>The tests are of two collections, which run beside each other: a build alone leaves a good part of two cores idle.</remarks>
public sealed class PackedSdk : IAsyncLifetime
{
    /// <summary>Tests that build.</summary>
    public const string Builds = "packed SDK: builds";

    /// <summary>Tests that run servers and other languages' tools, or kill builds.</summary>
    public const string Runs = "packed SDK: runs";

    private static readonly Lazy<Task> s_packed = new(PackAsync);

    public Task InitializeAsync() => s_packed.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task PackAsync()
    {
        foreach (var project in new[] { "src/Sdk", "src/Tools", "src/Tools.Go" })
        {
            var pack = await Shell.RunAsync("dotnet", Repository.Root, "pack", project, "-c", "Release", "-v:q");
            Assert.True(pack.ExitCode == 0, pack.StandardOutput);
        }
    }
}

[CollectionDefinition(PackedSdk.Builds)]
public sealed class BuildsCollection : ICollectionFixture<PackedSdk>;

[CollectionDefinition(PackedSdk.Runs)]
public sealed class RunsCollection : ICollectionFixture<PackedSdk>, ICollectionFixture<Peers.PeerPrograms>;
