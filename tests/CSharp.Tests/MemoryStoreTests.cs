using GrpcServiceTemplate.Rules;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class MemoryStoreTests
{
    private static readonly MemoryStoreLimits s_limits = new(100, 10_000, 1000);

    private readonly MemoryStore _store = new(s_limits, TimeProvider.System);

    [Fact]
    public async Task Messages_AreCopied_OnTheirWayInAndOut()
    {
        var item = new Item { Id = "a", Name = "before" };
        await PutAsync(item);
        item.Name = "after";
        (await GetAsync("a"))!.Message.Name = "after";
        Assert.Equal("before", (await GetAsync("a"))!.Message.Name);
    }

    [Fact]
    public async Task Revisions_AreOneCounter_FromOne()
    {
        Assert.Equal(1, (await PutAsync(new Item { Id = "a" })).Revision);
        Assert.Equal(2, (await PutAsync(new Item { Id = "b" })).Revision);
        Assert.Equal(3, (await DeleteAsync("a", StoreExpectation.Any)).Revision);
        Assert.Equal(4, (await PutAsync(new Item { Id = "b" })).Revision);
    }

    [Fact]
    public async Task Put_WithAnotherExpectation_IsAConflictWithThePresentRecord()
    {
        var first = await PutAsync(new Item { Id = "a", Stock = 1 }, StoreExpectation.Absent);
        Assert.True(first.IsDone);

        var again = await PutAsync(new Item { Id = "a", Stock = 2 }, StoreExpectation.Absent);
        Assert.False(again.IsDone);
        Assert.Equal((1, 1), (again.Present!.Message.Stock, again.Present.Revision));

        Assert.True((await PutAsync(new Item { Id = "a", Stock = 3 }, StoreExpectation.Revision(1))).IsDone);
        Assert.False((await PutAsync(new Item { Id = "a", Stock = 4 }, StoreExpectation.Revision(1))).IsDone);
        Assert.False((await DeleteAsync("a", StoreExpectation.Revision(1))).IsDone);
        Assert.Null((await DeleteAsync("gone", StoreExpectation.Revision(1))).Present);
    }

    [Fact]
    public async Task GetMany_KeepsTheOrderOfTheKeys()
    {
        await PutAsync(new Item { Id = "a" });
        await PutAsync(new Item { Id = "b" });
        var records = await _store.GetManyAsync(Items.Type, ["b", "x", "a", "b"], default);
        Assert.Equal(["b", null, "a", "b"], records.Select(record => record?.Message.Id));
    }

    [Fact]
    public async Task Bounds_RefuseWhatIsTooMuch_AndTakeWhatBecomesLess()
    {
        var store = new MemoryStore(new MemoryStoreLimits(2, 100, 10), TimeProvider.System);
        await store.UpsertAsync(new Item { Id = "a" });
        await store.UpsertAsync(new Item { Id = "b" });
        await Assert.ThrowsAsync<StoreFullException>(() => store.UpsertAsync(new Item { Id = "c" }));
        await Assert.ThrowsAsync<StoreFullException>(() => store.UpsertAsync(new Item { Id = "a", Name = new string('x', 200) }));
        await store.DeleteAsync(Items.Type, "a", StoreExpectation.Any, Helpers.Cause, default);
        await store.UpsertAsync(new Item { Id = "c" });
    }

    [Fact]
    public async Task ReadModifyWrite_UnderContention_LosesNothing()
    {
        await PutAsync(new Item { Id = "a" });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var count = 0; count < 500; count++)
            {
                await _store.ChangeAsync(Items.Type, "a", Increment, Helpers.Cause, default);
            }
        })));
        Assert.Equal(4000, (await GetAsync("a"))!.Message.Stock);

        static Item Increment(StoreRecord<Item>? record)
        {
            record!.Message.Stock++;
            return record.Message;
        }
    }

    [Fact]
    public async Task Watch_SeesEveryChangeOnce_InTheOrderOfRevisions()
    {
        await PutAsync(new Item { Id = "before" });
        await using var watch = await _store.WatchAsync(Items.Type, default);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(() => PutAsync(new Item { Id = $"{index}", Stock = index }))));
        await DeleteAsync("0", StoreExpectation.Any);
        await _store.DisposeAsync();

        var changes = await watch.ToListAsync();
        Assert.Equal(Enumerable.Range(2, 51).Select(revision => (long)revision), changes.Select(change => change.Revision));
        Assert.Equal(50, changes.Count(change => change.Old is null));
        Assert.Equal(("0", null, 0), (changes[^1].Key, changes[^1].New, changes[^1].Old!.Stock));
    }

    [Fact]
    public async Task Watch_WhoseReaderIsTooSlow_GetsWhatWasQueuedAndThenLags()
    {
        var store = new MemoryStore(s_limits with { WatchQueue = 3 }, TimeProvider.System);
        await using var slow = await store.WatchAsync(Items.Type, default);
        for (var count = 0; count < 5; count++)
        {
            await store.UpsertAsync(new Item { Id = "a", Stock = count });
        }

        var seen = new List<int>();
        await Assert.ThrowsAsync<StoreLaggedException>(async () =>
        {
            await foreach (var change in slow)
            {
                seen.Add(change.New!.Stock);
            }
        });
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task Replay_KeepsWhatARequestWrote()
    {
        var cause = Helpers.Cause with { Request = new StoreRequest("m", "c", "1", "hash") };
        await _store.PutAsync(Items.Type, "a", new Item { Id = "a" }, StoreExpectation.Any, cause, default);
        Assert.Equal(new StoreReplay("hash", "a", 1), await _store.ReplayAsync("m", "c", "1", default));
        Assert.Null(await _store.ReplayAsync("m", "other", "1", default));
    }

    [Fact]
    public async Task Upsert_KeepsTheServersFields()
    {
        var first = new StoreCause("", DateTimeOffset.FromUnixTimeMilliseconds(1000));
        var second = new StoreCause("", DateTimeOffset.FromUnixTimeMilliseconds(2000));
        var given = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 77 };
        await _store.UpsertAsync(Items.Type, "a", new Item { Id = "a", CreatedAt = given }, path => path, first, new IdSource(), default);
        await _store.UpsertAsync(Items.Type, "a", new Item { Id = "a", CreatedAt = given, Name = "n" }, path => path, second, new IdSource(), default);
        var item = (await GetAsync("a"))!.Message;
        Assert.Equal((1L, 2L, "n"), (item.CreatedAt.Seconds, item.UpdatedAt.Seconds, item.Name));
    }

    private Task<StoreResult<Item>> PutAsync(Item item, StoreExpectation expected = default) =>
        _store.PutAsync(Items.Type, item.Id, item, expected, Helpers.Cause, default).AsTask();

    private Task<StoreResult<Item>> DeleteAsync(string key, StoreExpectation expected) =>
        _store.DeleteAsync(Items.Type, key, expected, Helpers.Cause, default).AsTask();

    private Task<StoreRecord<Item>?> GetAsync(string key) => _store.GetAsync(Items.Type, key, default).AsTask();
}
