using CsCheck;
using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Properties;

public sealed class PagingProperties
{
    private static readonly string[] s_paths = ["name", "stock", "price", "kind", "maker.country", "created_at", "pages", "sold", "warranty", "id"];

    private static readonly Gen<string> s_order = Gen.Shuffle(s_paths, 0, 3)
        .SelectMany(paths => Gen.Bool.Array[paths.Length].Select(descend => string.Join(',', paths.Zip(descend, (path, down) => down ? path + " desc" : path))));

    [Fact]
    public void Pages_VisitEachRowOnce_WhileOthersComeAndGo() => Gen
        .Select(Samples.Item.Array[1, 12], Samples.Item.Array[0, 12], s_order, Gen.Int[1, 4])
        .Sample(
            (stay, others, orderBy, pageSize) =>
            {
                var store = new MemoryStore(new MemoryStoreLimits(100, 1_000_000, 10), TimeProvider.System);
                var rows = stay.Select((item, index) => Put(store, item, $"s{index}")).ToList();
                var (seen, token, churn) = (new List<string>(), (StorePosition?)null, 0);
                var order = ListOrder.Parse("order_by", orderBy, Item.Descriptor);
                do
                {
                    var page = Page(store, order, token, pageSize);
                    seen.AddRange(page.Select(item => item.Id));
                    token = page.Count == pageSize ? Reread(order, new StoreOrdering(order).PositionOf(Items.Type, page[^1])) : null;
                    if (churn < others.Length)
                    {
                        Put(store, others[churn], $"c{churn % 3}");
                        store.DeleteAsync(Items.Type, $"c{churn++ * 7 % 3}", StoreExpectation.Any, Helpers.Cause, default).AtOnce();
                    }
                }
                while (token is not null);

                var expected = rows.OrderBy(item => new StoreOrdering(order).PositionOf(Items.Type, item), new StoreOrdering(order)).Select(item => item.Id);
                Assert.Equal(expected, seen.Where(id => id[0] == 's'));
            },
            time: Samples.Seconds);

    [Fact]
    public void Token_OfAnotherQuery_OrWithOneBitFlipped_IsRefused() => Gen
        .Select(Samples.Item, s_order, s_order, Gen.Int[0, 10_000])
        .Sample(
            (item, orderBy, another, bit) =>
            {
                item.Id = "key";
                var order = ListOrder.Parse("order_by", orderBy, Item.Descriptor);
                var token = Token(order).Write(new StoreOrdering(order).PositionOf(Items.Type, item));
                var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
                bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
                Refuses(() => Token(order).Read("page_token", System.Buffers.Text.Base64Url.EncodeToString(bytes)));
                Refuses(() => Token(order).Read("page_token", token[..^1]));
                Refuses(() => Token(order, [new StoreCondition("name", Item.Descriptor.FindFieldByName("name"), StoreOperator.Equal, [StoreValue.Of("x")])]).Read("page_token", token));
                Refuses(() => Token(order, deleted: "show_deleted").Read("page_token", token));
                if (Text(ListOrder.Parse("order_by", another, Item.Descriptor)) != Text(order))
                {
                    Refuses(() => Token(ListOrder.Parse("order_by", another, Item.Descriptor)).Read("page_token", token));
                }

                Assert.NotNull(Token(order).Read("page_token", token));
            },
            time: Samples.Seconds);

    [Fact]
    public void Values_AreOneOrder_AndComeBackFromTheirBytes() => Gen
        .Select(Samples.Item, Samples.Item, Samples.Item, Gen.OneOf(s_paths))
        .Sample(
            (one, two, three, path) =>
            {
                var item = ListOrder.Parse("order_by", path, Item.Descriptor)[0];
                var (x, y, z) = (item.ValueOf(one), item.ValueOf(two), item.ValueOf(three));
                Assert.Equal(Math.Sign(x.CompareTo(y)), -Math.Sign(y.CompareTo(x)));
                Assert.True(x > y || y > z || x <= z, "not transitive");
                Assert.Equal(x == y, x.ToBytes().AsSpan().SequenceEqual(y.ToBytes()));
                ReadOnlySpan<byte> bytes = x.ToBytes();
                Assert.Equal(x, StoreValue.Read(ref bytes));
                Assert.True(bytes.IsEmpty);
            },
            time: Samples.Seconds);

    private static Item Put(MemoryStore store, Item item, string id)
    {
        var row = item.Clone().With(copy => copy.Id = id);
        store.PutAsync(Items.Type, id, row, StoreExpectation.Any, Helpers.Cause, default).AtOnce();
        return row;
    }

    private static List<Item> Page(MemoryStore store, IReadOnlyList<StoreOrder> order, StorePosition? after, int size) =>
        [.. store.QueryAsync(Items.Type, new StoreQuery([], order, after), size, default).ToBlockingEnumerable().Select(record => record.Message)];

    private static StorePosition? Reread(IReadOnlyList<StoreOrder> order, StorePosition position)
    {
        var token = Token(order).Write(position);
        return Token(order).Read("page_token", token);
    }

    private static PageToken Token(IReadOnlyList<StoreOrder> order, IReadOnlyList<StoreCondition>? conditions = null, string? deleted = null) =>
        new("shop.v1.Shop/ListItems", order, conditions ?? [], StoreValueKind.Bytes) { ShowDeleted = deleted };

    private static string Text(IEnumerable<StoreOrder> order) => string.Join(',', order.Select(item => $"{item.Path} {item.Descending}"));

    private static void Refuses(Func<StorePosition?> read) =>
        Assert.Equal("PAGE_TOKEN_INVALID", Assert.Throws<ServiceException>(() => { read(); }).Reason);
}
