using Grpc.Service.Sdk.Pipeline;

namespace Grpc.Service.Sdk.Tests.Pipeline;

public sealed class StateLockTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acquire_WhileAnotherHoldsIt_WaitsAndTellsWhoOnce()
    {
        var told = new List<string>();
        var aside = new Aside();
        var first = Acquire(told.Add, aside);
        first.Announce();
        Assert.Empty(aside.Threads);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = Task.Run(() => Acquire(
            holder =>
            {
                told.Add(holder);
                waits.TrySetResult();
            },
            aside));

        await waits.Task.WaitAsync(s_patience);
        await Task.Delay(200);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();

        // Its place is left for the wait alone, and taken back by the thread that left it.
        Assert.Equal(2, aside.Threads.Count);
        Assert.Single(aside.Threads.Distinct());

        Assert.Equal([$"the build in process {Environment.ProcessId}"], told);
    }

    [Fact]
    public void Acquire_AfterOneThatWasKilled_TakesItAndNeverNamesTheDead()
    {
        // The system frees the lock of a dead process; the file and what it said of itself stay.
        _folder.Write("lock", "");
        _folder.Write("lock.holder", "123456789");
        var told = new List<string>();
        using var first = Acquire(told.Add);
        using var cancel = new CancellationTokenSource();
        void Tell(string holder)
        {
            told.Add(holder);
            cancel.CancelAfter(200);
        }

        Assert.ThrowsAny<OperationCanceledException>(() => Acquire(Tell, cancel: cancel.Token));

        Assert.Equal(["another build"], told);
    }

    [Fact]
    public void Acquire_Cancelled_StopsWaiting()
    {
        using var first = Acquire(_ => { });
        using var cancel = new CancellationTokenSource(100);

        Assert.ThrowsAny<OperationCanceledException>(() => Acquire(_ => { }, cancel: cancel.Token));
    }

    [Fact]
    public async Task Acquire_WhereNoFileCanBe_FailsAtOnce()
    {
        Directory.CreateDirectory(_folder.At("lock"));

        var problem = await Assert.ThrowsAnyAsync<Exception>(() => Task.Run(() => Acquire(_ => { })).WaitAsync(s_patience));
        Assert.IsNotType<TimeoutException>(problem);
    }

    private StateLock Acquire(Action<string> waiting, Aside? aside = null, CancellationToken cancel = default) =>
        StateLock.Acquire(_folder.Path, waiting, (aside ?? new Aside()).Step, cancel);

    private sealed class Aside : IDisposable
    {
        public List<int> Threads { get; } = [];

        public Aside Step()
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            return this;
        }

        public void Dispose() => Threads.Add(Environment.CurrentManagedThreadId);
    }
}
