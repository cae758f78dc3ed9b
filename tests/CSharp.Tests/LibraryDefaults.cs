using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Library.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>What the templates would make of the contract of a library.</summary>
public class LibraryDefaults(IStore store) : Library.V1.Library.LibraryBase
{
    private static readonly ResourceType<Shelf> s_shelves = new("name") { Patterns = ["shelves/{shelf}"] };
    private static readonly ResourceType<Book> s_books = new("name") { Patterns = ["shelves/{shelf}/books/{book}", "books/{book}"] };

    private static readonly CreateRule<CreateShelfRequest, Shelf> s_createShelf = new("library.v1.Library/CreateShelf", s_shelves)
    {
        Body = new("shelf", request => request.Shelf),
        Id = new("shelf_id", request => request.ShelfId),
    };

    private static readonly CreateRule<CreateBookRequest, Book> s_createBook = new("library.v1.Library/CreateBook", s_books)
    {
        Body = new("book", request => request.Book),
        Id = new("book_id", request => request.BookId),
        Parent = new("parent", request => request.Parent),
        Parents = [ParentRule.Of(s_shelves)],
        TakesKeyOfBody = true,
    };

    private static readonly UpdateRule<Book, Book> s_updateBook = new("library.v1.Library/UpdateBook", s_books)
    {
        Body = new("", request => request),
    };

    private static readonly ListRule<ListBooksRequest, Book> s_listBooks = new("library.v1.Library/ListBooks", s_books)
    {
        Filters = [new("parent", StoreOperator.Under, "name")],
        PageSize = "page_size",
        PageToken = "page_token",
    };

    public override Task<Shelf> CreateShelf(CreateShelfRequest request, ServerCallContext context) => s_createShelf.RunAsync(store, request, context);

    public override Task<Book> CreateBook(CreateBookRequest request, ServerCallContext context) => s_createBook.RunAsync(store, request, context);

    public override async Task<Book> GetBook(GetBookRequest request, ServerCallContext context) =>
        await store.RequireAsync(s_books, s_books.CheckKey("name", request.Name), context.CancellationToken);

    public override Task<Book> UpdateBook(Book request, ServerCallContext context) => s_updateBook.RunAsync(store, request, context);

    public override async Task<ListBooksResponse> ListBooks(ListBooksRequest request, ServerCallContext context)
    {
        var page = await s_listBooks.PageAsync(store, request, context);
        return new ListBooksResponse { Books = { page.Rows }, NextPageToken = page.NextPageToken };
    }

    public override async Task<ListBooksResponse> BatchGetBooks(BatchGetBooksRequest request, ServerCallContext context)
    {
        var keys = s_books.CheckKeys("names", "names[{0}]", request.Names, request.Parent);
        var batch = await store.BatchAsync(s_books, keys, ReadMask.All, context.CancellationToken);
        return new ListBooksResponse { Books = { batch.RequireAll() } };
    }
}
