namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Packs the SDK and this host's tools once for all tests.</summary>
public sealed class PackedSdk : IAsyncLifetime
{
    public const string Collection = "packed SDK";

    public async Task InitializeAsync()
    {
        foreach (var project in new[] { "src/Sdk", "src/Tools", "src/Tools.Go" })
        {
            var pack = await Shell.RunAsync("dotnet", Repository.Root, "pack", project, "-c", "Release", "-v:q");
            Assert.True(pack.ExitCode == 0, pack.StandardOutput);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

[CollectionDefinition(PackedSdk.Collection)]
public sealed class PackedSdkCollection : ICollectionFixture<PackedSdk>, ICollectionFixture<Peers.PeerPrograms>;
