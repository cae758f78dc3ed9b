using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class ListTests : IAsyncLifetime
{
    private ShopServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await ShopServer.StartAsync();
        await _server.PutAsync(
            new Item { Id = "a", Name = "pen", Price = 2, Stock = 3, Tags = { "x", "y" }, Kind = Item.Types.Kind.New },
            new Item { Id = "b", Name = "ink", Price = 0, Stock = -1, Tags = { "y" }, Maker = new() { Country = "DE" } },
            new Item { Id = "c", Name = "pad", Stock = 3, Kind = Item.Types.Kind.Used, Pages = 80 },
            new Item { Id = "\ue000", Price = double.NaN, Sold = ulong.MaxValue, Maker = new() { Country = "AT" } },
            new Item { Id = "😀", Price = double.PositiveInfinity, Sold = 1 });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Filters_AreJoinedByAnd()
    {
        await AssertIdsAsync("a", new() { Name = "pen" });
        await AssertIdsAsync("a b", new() { Tag = "y" });
        await AssertIdsAsync("a", new() { Filter = new() { Tags = { "y", "x" } } });
        await AssertIdsAsync("a c", new() { Kind = { Item.Types.Kind.Used, Item.Types.Kind.New } });
        await AssertIdsAsync("", new() { Name = "pen", Tag = "z" });
    }

    [Fact]
    public async Task Bounds_ExcludeTheAbsent_AndAZeroIsOneOnlyWithPresence()
    {
        await AssertIdsAsync("a \ue000 😀", new() { Filter = new() { MinPrice = 1 } });
        await AssertIdsAsync("b", new() { Filter = new() { MaxPrice = 0 } });
        await AssertIdsAsync("a b c \ue000 😀", new() { Filter = new() { MinPrice = 0 } });
        await AssertIdsAsync("a b 😀", new() { Filter = new() { MaxPrice = double.PositiveInfinity } });
    }

    [Theory]
    [InlineData("", "a b c \ue000 😀")]
    [InlineData("price", "c b a 😀 \ue000")]
    [InlineData(" price  desc ", "\ue000 😀 a b c")]
    [InlineData("stock desc, name", "c a \ue000 😀 b")]
    [InlineData("sold desc", "\ue000 😀 a b c")]
    [InlineData("maker.country,id desc", "😀 c a \ue000 b")]
    [InlineData("pages desc", "c a b \ue000 😀")]
    public async Task Order_IsTheSameEverywhere(string orderBy, string expected)
    {
        var (items, _) = await _server.ListAsync(new() { OrderBy = orderBy });
        Assert.Equal(expected, string.Join(' ', items.Select(item => item.Id)));
    }

    [Theory]
    [InlineData("nope", "\"nope\" is not a valid path")]
    [InlineData("price DESC", "\"price DESC\" is not a valid path")]
    [InlineData("name,", "\"\" is not a valid path")]
    [InlineData("tags", "\"tags\" is not a valid path")]
    [InlineData("maker", "\"maker\" is not a valid path")]
    [InlineData("name,name desc", "is not valid")]
    public async Task Order_ThatIsNone_IsRefused(string orderBy, string problem)
    {
        var exception = await FailAsync(new() { OrderBy = orderBy });
        Assert.Equal($"the request is not valid: order_by: {problem}", exception.Status.Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("price desc")]
    [InlineData("stock,name desc")]
    [InlineData("maker.country desc")]
    [InlineData("pages")]
    [InlineData("created_at desc")]
    public async Task Pages_VisitEachRowOnce_WhileOthersComeAndGo(string orderBy)
    {
        var all = (await _server.ListAsync(new() { OrderBy = orderBy })).Items.Select(item => item.Id).ToList();
        var seen = new List<string>();
        var request = new ListItemsRequest { OrderBy = orderBy, PageSize = 2 };
        do
        {
            var (items, token) = await _server.ListAsync(request);
            seen.AddRange(items.Select(item => item.Id));
            request.PageToken = token;
            await _server.PutAsync(new Item { Id = $"new{seen.Count}" });
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(all, seen.Where(id => !id.StartsWith("new", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Token_IsByteForByteWhatIsAgreed()
    {
        var request = new ListItemsRequest { PageSize = 1, OrderBy = "name desc,stock", Filter = new() { MinPrice = 1, Tags = { "x" } } };
        await _server.PutAsync(new Item { Id = "d", Name = "pen", Price = 5, Stock = 9, Tags = { "x" } });
        var print = "1\nshop.v1.Shop/ListItems\nname desc\nstock asc\nfilter.min_price ge 033ff0000000000000\nfilter.tags all 040000000178\n";
        byte[] body =
        [
            1, .. SHA256.HashData(Encoding.UTF8.GetBytes(print))[..16],
            4, 0, 0, 0, 3, .. "pen"u8,
            1, 0, 0, 0, 0, 0, 0, 0, 3,
            4, 0, 0, 0, 1, (byte)'a',
        ];
        var (_, token) = await _server.ListAsync(request);
        Assert.Equal(Base64Url.EncodeToString([.. body, .. SHA256.HashData(body)[..8]]), token);
    }

    [Fact]
    public async Task Token_ThatIsDamagedOrAnotherQuerys_IsRefused()
    {
        var (_, token) = await _server.ListAsync(new() { PageSize = 1 });
        var flipped = (token[5] == 'A' ? 'B' : 'A') + token[6..];
        foreach (var request in new ListItemsRequest[]
        {
            new() { PageToken = token, Name = "pen" },
            new() { PageToken = token, OrderBy = "name" },
            new() { PageToken = token[..5] + flipped },
            new() { PageToken = token + "=" },
            new() { PageToken = "x" },
        })
        {
            var exception = await FailAsync(request);
            Assert.Equal("PAGE_TOKEN_INVALID", exception.Reason());
            Assert.Equal("the request is not valid: page_token: is not valid", exception.Status.Detail);
        }

        await AssertIdsAsync("b c \ue000 😀", new() { PageToken = token });
    }

    [Fact]
    public async Task Request_ThatCannotBe_IsRefused()
    {
        Assert.Equal("FIELD_NOT_SUPPORTED", (await FailAsync(new() { Unused = "x", PageSize = -1 })).Reason());
        Assert.Equal(
            "the request is not valid: page_size: must be between 0 and 2147483647", (await FailAsync(new() { PageSize = -1 })).Status.Detail);
        Assert.Equal(
            "the request is not valid: filter.min_price: is not valid",
            (await FailAsync(new() { Filter = new() { MinPrice = double.NaN } })).Status.Detail);
        Assert.Equal(
            "the request is not valid: min_created_at: is not valid",
            (await FailAsync(new() { MinCreatedAt = new Timestamp { Nanos = -1 } })).Status.Detail);
    }


    private async Task AssertIdsAsync(string expected, ListItemsRequest request) =>
        Assert.Equal(expected, string.Join(' ', (await _server.ListAsync(request)).Items.Select(item => item.Id)));

    private Task<RpcException> FailAsync(ListItemsRequest request) => Assert.ThrowsAsync<RpcException>(() => _server.ListAsync(request));
}
