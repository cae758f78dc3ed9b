using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Library.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class ResourceNameTests : IAsyncLifetime
{
    private ShopServer _server = null!;

    private Library.V1.Library.LibraryClient Client => _server.Library;

    public async Task InitializeAsync()
    {
        _server = await ShopServer.StartAsync();
        await Client.CreateShelfAsync(new() { ShelfId = "1" });
        await Client.CreateShelfAsync(new() { ShelfId = "2" });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("shelves/1", "a", "", "shelves/1/books/a")]
    [InlineData("", "a", "", "books/a")]
    [InlineData("shelves/1", "", "shelves/1/books/b", "shelves/1/books/b")]
    [InlineData("shelves/1", "b", "shelves/1/books/b", "shelves/1/books/b")]
    [InlineData("", "", "shelves/2/books/b", "shelves/2/books/b")]
    public async Task Create_Name_IsMadeByThePattern(string parent, string id, string inside, string expected)
    {
        var created = await Client.CreateBookAsync(new() { Parent = parent, BookId = id, Book = new() { Name = inside, Title = "t" } });
        Assert.Equal((expected, "t"), (created.Name, created.Title));
        Assert.Equal(created, await Client.GetBookAsync(new() { Name = expected }));
    }

    [Fact]
    public async Task Create_NoId_OneIsMadeUnderTheParent()
    {
        Assert.Matches("^shelves/2/books/[0-9a-f-]{36}$", (await Client.CreateBookAsync(new() { Parent = "shelves/2" })).Name);
        Assert.Matches("^shelves/[0-9a-f-]{36}$", (await Client.CreateShelfAsync(new() { Shelf = new() { Name = "ignored" } })).Name);
    }

    [Theory]
    [InlineData("rooms/1", "a", "", "parent: is not valid")]
    [InlineData("shelves/", "a", "", "parent: is not valid")]
    [InlineData("shelves/-", "a", "", "parent: is not valid")]
    [InlineData("shelves/1", "a/b", "", "book_id: is not valid")]
    [InlineData("shelves/1", "", "books/a", "book.name: is not valid")]
    [InlineData("shelves/1", "", "a", "book.name: is not valid")]
    [InlineData("shelves/1", "a", "shelves/2/books/a", "book_id: differs from book.name")]
    public async Task Create_NameThatFitsNoPattern_IsRefused(string parent, string id, string inside, string problem) =>
        await AssertInvalidAsync(problem, Client.CreateBookAsync(new() { Parent = parent, BookId = id, Book = new() { Name = inside } }));

    [Fact]
    public async Task Create_ParentThatIsNotThere_IsNotFound()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => Client.CreateBookAsync(new() { Parent = "shelves/9", BookId = "a" }).ResponseAsync);
        Assert.Equal((StatusCode.NotFound, "library.v1.Shelf \"shelves/9\" does not exist"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task NameOfNoPattern_IsRefusedEverywhere()
    {
        await AssertInvalidAsync("name: is not valid", Client.GetBookAsync(new() { Name = "a" }));
        await AssertInvalidAsync("name: is not valid", Client.UpdateBookAsync(new() { Name = "books/a/b" }));
        await AssertInvalidAsync("names[1]: is not valid", Client.BatchGetBooksAsync(new() { Names = { "books/a", "b" } }));
        await AssertInvalidAsync("parent: is not valid", Client.ListBooksAsync(new() { Parent = "shelves/1/books/a" }));
    }

    [Fact]
    public async Task Parent_KeepsWhatLiesDirectlyUnderIt()
    {
        foreach (var (parent, id) in new[] { ("shelves/1", "a"), ("shelves/2", "a"), ("shelves/2", "b"), ("", "a") })
        {
            await Client.CreateBookAsync(new() { Parent = parent, BookId = id });
        }

        Assert.Equal("shelves/2/books/a shelves/2/books/b", await ListAsync("shelves/2"));
        Assert.Equal("shelves/1/books/a shelves/2/books/a shelves/2/books/b", await ListAsync("shelves/-"));
        Assert.Equal("books/a shelves/1/books/a shelves/2/books/a shelves/2/books/b", await ListAsync(""));
        Assert.Equal("", await ListAsync("shelves/3"));

        var batch = new BatchGetBooksRequest { Parent = "shelves/-", Names = { "shelves/2/books/b", "shelves/1/books/a" } };
        Assert.Equal(batch.Names, (await Client.BatchGetBooksAsync(batch)).Books.Select(book => book.Name));
        batch.Parent = "shelves/2";
        await AssertInvalidAsync("names[1]: is not valid", Client.BatchGetBooksAsync(batch));
        batch.Parent = "x";
        await AssertInvalidAsync("parent: is not valid", Client.BatchGetBooksAsync(batch));
    }

    [Fact]
    public async Task Token_NamesTheParent()
    {
        await Client.CreateBookAsync(new() { Parent = "shelves/1", BookId = "a" });
        await Client.CreateBookAsync(new() { Parent = "shelves/1", BookId = "b" });
        var print = "1\nlibrary.v1.Library/ListBooks\nparent parent 0400000009" + Convert.ToHexStringLower("shelves/1"u8) + "\n";
        byte[] body = [1, .. SHA256.HashData(Encoding.UTF8.GetBytes(print))[..16], 4, 0, 0, 0, 17, .. "shelves/1/books/a"u8];
        var page = await Client.ListBooksAsync(new() { Parent = "shelves/1", PageSize = 1 });
        Assert.Equal(Base64Url.EncodeToString([.. body, .. SHA256.HashData(body)[..8]]), page.NextPageToken);
    }

    private async Task<string> ListAsync(string parent) =>
        string.Join(' ', (await Client.ListBooksAsync(new() { Parent = parent })).Books.Select(book => book.Name));

    private static async Task AssertInvalidAsync<T>(string problem, AsyncUnaryCall<T> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.InvalidArgument, $"the request is not valid: {problem}"), (exception.StatusCode, exception.Status.Detail));
    }
}
