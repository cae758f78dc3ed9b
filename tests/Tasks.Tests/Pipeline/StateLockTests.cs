using Grpc.Service.Sdk.Pipeline;

namespace Grpc.Service.Sdk.Tests.Pipeline;

public sealed class StateLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acquire_WhileAnotherHoldsIt_WaitsAndTellsWhoOnce()
    {
        var told = new List<string>();
        var first = await StateLock.AcquireAsync(_folder.Path, told.Add, CancellationToken.None);
        first.Announce();
        var second = StateLock.AcquireAsync(_folder.Path, told.Add, CancellationToken.None);

        await Task.Delay(200);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();

        Assert.Equal([$"the build in process {Environment.ProcessId}"], told);
    }

    [Fact]
    public async Task Acquire_AfterOneThatWasKilled_TakesItAndNeverNamesTheDead()
    {
        // The system frees the lock of a dead process; the file and what it said of itself stay.
        _folder.Write("lock", "");
        _folder.Write("lock.holder", "123456789");
        var told = new List<string>();
        using var first = await StateLock.AcquireAsync(_folder.Path, told.Add, CancellationToken.None);
        using var cancel = new CancellationTokenSource(1500);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StateLock.AcquireAsync(_folder.Path, told.Add, cancel.Token));

        Assert.Equal(["another build"], told);
    }

    [Fact]
    public async Task Acquire_Cancelled_StopsWaiting()
    {
        using var first = await StateLock.AcquireAsync(_folder.Path, _ => { }, CancellationToken.None);
        using var cancel = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StateLock.AcquireAsync(_folder.Path, _ => { }, cancel.Token));
    }

    [Fact]
    public async Task Acquire_WhereNoFileCanBe_FailsAtOnce()
    {
        Directory.CreateDirectory(_folder.At("lock"));

        await Assert.ThrowsAnyAsync<Exception>(() => StateLock.AcquireAsync(_folder.Path, _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5)));
    }
}
