using CsCheck;
using GrpcServiceTemplate.Rules;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Properties;

public sealed class StoreProperties
{
    /// <summary>What a caller can do to one of a few keys: a put or a deletion that expects anything, nothing, or a revision.</summary>
    private static readonly Gen<(int Key, bool IsPut, int Expected)[]> s_writes = Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[-1, 12]).Array[0, 20];

    [Fact]
    public void Writes_DoAsAPlainDictionaryWould() => s_writes.Sample(
        writes =>
        {
            var store = NewStore();
            var (model, revision) = (new Dictionary<int, long>(), 0L);
            foreach (var (key, isPut, expected) in writes)
            {
                var present = model.GetValueOrDefault(key);
                var isMet = expected switch { -1 => true, 0 => present == 0, _ => present == expected };
                var result = Write(store, key, isPut, expected);
                Assert.Equal(isMet, result.IsDone);
                if (isMet && (isPut || present > 0))
                {
                    model.Remove(key);
                    revision++;
                    if (isPut)
                    {
                        model[key] = revision;
                    }
                }

                Assert.Equal(isMet ? isPut || present > 0 ? revision : 0 : present, isMet ? result.Revision : result.Present?.Revision ?? 0);
            }

            var stored = store.QueryAsync(Items.Type, StoreQuery.All, null, default).ToBlockingEnumerable();
            Assert.Equal(model.OrderBy(row => row.Key).Select(row => row.Value), stored.Select(record => record.Revision));
        },
        time: Samples.Seconds);

    [Fact]
    public async Task Changes_UnderContention_LoseNothing() => await Gen.Int[1, 30].Array[2, 6].SampleAsync(
        async counts =>
        {
            var store = NewStore();
            await Task.WhenAll(counts.Select(count => Task.Run(async () =>
            {
                for (var done = 0; done < count; done++)
                {
                    await store.ChangeAsync(Items.Type, "a", Next, Helpers.Cause, default);
                }
            })));
            var record = await store.GetAsync(Items.Type, "a", default);
            Assert.Equal((counts.Sum(), counts.Sum()), (record!.Message.Stock, record.Revision));

            static Item Next(StoreRecord<Item>? present) => new() { Id = "a", Stock = (present?.Message.Stock ?? 0) + 1 };
        },
        time: Samples.Seconds);

    [Fact]
    public async Task Etags_LetOneOfThoseThatReadTheSamePass() => await Gen.Int[2, 8].SampleAsync(
        async callers =>
        {
            var store = NewStore();
            Write(store, 0, isPut: true, -1);
            for (var round = 0; round < 5; round++)
            {
                var read = await store.GetAsync(Items.Type, "k0", default);
                var results = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () => await store.PutAsync(
                    Items.Type, "k0", new Item { Id = "k0", Stock = caller + 1 }, StoreExpectation.Revision(read!.Revision), Helpers.Cause, default))));
                var winner = Array.FindIndex(results, result => result.IsDone);
                Assert.Single(results, result => result.IsDone);
                Assert.Equal(winner + 1, (await store.GetAsync(Items.Type, "k0", default))!.Message.Stock);
                Assert.All(results.Where(result => !result.IsDone), result => Assert.Equal(winner + 1, result.Present!.Message.Stock));
            }
        },
        time: Samples.Seconds);

    [Fact]
    public async Task Watchers_SeeEveryChangeOnceAndInOrder() => await Gen.Select(s_writes, s_writes, Gen.Int[1, 3]).SampleAsync(
        async (one, two, watchers) =>
        {
            var store = NewStore();
            Write(store, 0, isPut: true, -1);
            var watches = new List<IStoreWatch<Item>>();
            for (var count = 0; count < watchers; count++)
            {
                watches.Add(await store.WatchAsync(Items.Type, default));
            }

            await Task.WhenAll(new[] { one, two }.Select(writes => Task.Run(() =>
            {
                foreach (var (key, isPut, expected) in writes)
                {
                    Write(store, key, isPut, expected);
                }
            })));
            var last = Write(store, 9, isPut: true, -1).Revision;
            foreach (var watch in watches)
            {
                await FollowAsync(watch, 1, last, new() { ["k0"] = 1 });
            }
        },
        time: Samples.Seconds);

    /// <summary>Each change takes the next revision, and begins where the key's last one ended.</summary>
    private static async Task FollowAsync(IStoreWatch<Item> watch, long revision, long last, Dictionary<string, int> stocks)
    {
        await foreach (var change in watch)
        {
            Assert.Equal(++revision, change.Revision);
            Assert.Equal(stocks.TryGetValue(change.Key, out var stock) ? stock : null, change.Old?.Stock);
            stocks.Remove(change.Key);
            if (change.New is not null)
            {
                stocks[change.Key] = change.New.Stock;
            }

            if (revision == last)
            {
                break;
            }
        }

        await watch.DisposeAsync();
    }

    private static StoreResult<Item> Write(MemoryStore store, int key, bool isPut, int expected)
    {
        var id = "k" + key;
        var expectation = expected switch { -1 => StoreExpectation.Any, 0 => StoreExpectation.Absent, _ => StoreExpectation.Revision(expected) };
        return isPut
            ? store.PutAsync(Items.Type, id, new Item { Id = id, Stock = 1 }, expectation, Helpers.Cause, default).AtOnce()
            : store.DeleteAsync(Items.Type, id, expectation, Helpers.Cause, default).AtOnce();
    }

    private static MemoryStore NewStore() => new(new MemoryStoreLimits(100, 1_000_000, 1000), TimeProvider.System);
}
