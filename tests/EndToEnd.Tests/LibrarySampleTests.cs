using System.Text.Json.Nodes;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>The sample in AIP style, built from the package as a stranger would.</summary>
[Collection(PackedSdk.Runs)]
public sealed class LibrarySampleTests
{
    [Fact]
    public async Task Library_BuiltFromThePackage_AnswersEveryMethodToAForeignClient()
    {
        using var project = Samples.Copy("Library");
        Assert.Equal("""<Project Sdk="Grpc.Service.Sdk/1.0.0" />""", project.Read("Library.csproj").Trim());
        var build = (await project.BuildAsync()).Succeeded();
        Assert.Empty(build.Diagnostics);

        await using var service = await RunningService.StartAsync(project);
        await CallEveryMethodAsync(new BufCurl(project, service));
        Assert.Equal(0, await service.StopAsync());
    }

    private static async Task CallEveryMethodAsync(BufCurl client)
    {
        const string Service = "library.v1.LibraryService/";
        async Task<JsonNode> CallAsync(string method, string request)
        {
            var (answers, error) = await client.CallAsync(Service + method, request);
            Assert.True(error is null, error?.ToJsonString());
            return answers[0];
        }

        async Task RefusesAsync(string method, string request, string code, string message)
        {
            var (_, error) = await client.CallAsync(Service + method, request);
            Assert.Equal((code, message), ((string?)error?["code"], (string?)error?["message"]));
        }

        await CallAsync("CreateShelf", """{"shelf_id": "attic", "shelf": {}}""");
        var shelf = await CallAsync("CreateShelf", """{"shelf_id": "poetry", "shelf": {"theme": "Poetry"}}""");
        Assert.Equal("""{"name":"shelves/poetry","theme":"Poetry"}""", shelf.ToJsonString());
        Assert.Equal("Poetry", (string?)(await CallAsync("GetShelf", """{"name": "shelves/poetry"}"""))["theme"]);

        const string Howl = """{"parent": "shelves/poetry", "book_id": "howl", "book": {"title": "Howl", "authors": ["Ginsberg"]}, "request_id": "1"}""";
        var howl = await CallAsync("CreateBook", Howl);
        Assert.Equal("shelves/poetry/books/howl", (string?)howl["name"]);
        Assert.Equal((string?)howl["uid"], (string?)(await CallAsync("CreateBook", Howl))["uid"]);
        await CallAsync("CreateBook", """{"parent": "shelves/poetry", "book": {"title": "Ariel", "pages": 85}}""");
        await RefusesAsync("CreateBook", """{"parent": "shelves/none", "book": {"title": "x"}}""", "not_found", "library.v1.Shelf \"shelves/none\" does not exist");
        await RefusesAsync("CreateBook", """{"parent": "shelves/poetry", "book": {}}""", "invalid_argument", "the request is not valid: book.title: must not be empty");

        var changed = await CallAsync("UpdateBook", $$$"""{"book": {"name": "shelves/poetry/books/howl", "pages": 57, "etag": "{{{howl["etag"]}}}"}, "update_mask": "pages"}""");
        Assert.Equal(("Howl", 57), ((string?)changed["title"], (int?)changed["pages"]));
        await RefusesAsync("UpdateBook", $$$"""{"book": {"name": "shelves/poetry/books/howl", "pages": 58, "etag": "{{{howl["etag"]}}}"}}""", "aborted", "library.v1.Book \"shelves/poetry/books/howl\" was changed meanwhile");
        Assert.Equal("""{"pages":57}""", (await CallAsync("GetBook", """{"name": "shelves/poetry/books/howl", "read_mask": "pages"}""")).ToJsonString());

        var page = await CallAsync("ListBooks", """{"parent": "shelves/-", "order_by": "pages desc", "page_size": 1}""");
        Assert.Equal(("Ariel", 2), ((string?)page["books"]![0]!["title"], (int?)page["totalSize"]));
        var next = await CallAsync("ListBooks", $$$"""{"parent": "shelves/-", "order_by": "pages desc", "page_token": "{{{page["nextPageToken"]}}}"}""");
        Assert.Equal(["Howl"], next["books"]!.AsArray().Select(book => (string?)book!["title"]));
        Assert.Equal(1, (int?)(await CallAsync("ListBooks", """{"parent": "shelves/poetry", "author": "Ginsberg", "min_pages": 0}"""))["totalSize"]);

        Assert.NotNull((await CallAsync("DeleteBook", """{"name": "shelves/poetry/books/howl"}"""))["deleteTime"]);
        Assert.Equal(1, (int?)(await CallAsync("ListBooks", """{"parent": "shelves/-"}"""))["totalSize"]);
        Assert.Equal(2, (int?)(await CallAsync("ListBooks", """{"parent": "shelves/-", "show_deleted": true}"""))["totalSize"]);
        await RefusesAsync("BatchGetBooks", """{"names": ["shelves/poetry/books/howl"]}""", "not_found", "library.v1.Book \"shelves/poetry/books/howl\" does not exist");
        Assert.Null((await CallAsync("UndeleteBook", """{"name": "shelves/poetry/books/howl"}"""))["deleteTime"]);
        var batch = await CallAsync("BatchGetBooks", """{"parent": "shelves/poetry", "names": ["shelves/poetry/books/howl"]}""");
        Assert.Equal("Howl", (string?)batch["books"]![0]!["title"]);

        Assert.Equal("{}", (await CallAsync("DeleteShelf", """{"name": "shelves/attic"}""")).ToJsonString());
        Assert.Equal("""{"shelves":[{"name":"shelves/poetry","theme":"Poetry"}]}""", (await CallAsync("ListShelves", "{}")).ToJsonString());
        await RefusesAsync("LendBook", """{"name": "shelves/poetry/books/howl"}""", "unimplemented", "library.v1.LibraryService/LendBook has no implementation");
    }
}
