using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class SoftDeletionTests : IAsyncLifetime
{
    private ShopServer _server = null!;

    private Notes.V1.Notes.NotesClient Client => _server.Notes;

    public async Task InitializeAsync()
    {
        _server = await ShopServer.StartAsync();
        await Client.CreateSheetAsync(new() { Id = "a", Text = "t", DeleteTime = new() { Seconds = 1 } });
        await Client.CreateSheetAsync(new() { Id = "b" });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Delete_MarksAndNothingElse()
    {
        using var watch = Client.WatchSheets(new());
        await watch.ResponseHeadersAsync;
        var before = await Client.GetSheetAsync(new() { Id = "a" });
        var deleted = await Client.DeleteSheetAsync(new() { Id = "a", Etag = "1" });
        Assert.Null(before.DeleteTime);
        Assert.Equal("3", deleted.Etag);
        Assert.True(deleted.DeleteTime.Seconds > 1);
        Assert.Equal(deleted, await Client.GetSheetAsync(new() { Id = "a" }));
        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal(deleted, watch.ResponseStream.Current);
        (before.Etag, before.DeleteTime) = (deleted.Etag, deleted.DeleteTime);
        Assert.Equal(before, deleted);
    }

    [Fact]
    public async Task Deleted_IsMissingToAllButGetAndUndelete()
    {
        await Client.DeleteSheetAsync(new() { Id = "a" });
        await AssertAsync(StatusCode.NotFound, "notes.v1.Sheet \"a\" does not exist", Client.UpdateSheetAsync(new() { Id = "a" }));
        await AssertAsync(StatusCode.NotFound, "notes.v1.Sheet \"a\" does not exist", Client.DeleteSheetAsync(new() { Id = "a" }));
        await AssertAsync(StatusCode.AlreadyExists, "notes.v1.Sheet \"a\" exists already", Client.CreateSheetAsync(new() { Id = "a" }));
        Assert.NotNull((await Client.DeleteSheetAsync(new() { Id = "a", AllowMissing = true })).DeleteTime);
        Assert.Equal(["a"], (await Client.BatchGetSheetsAsync(new() { Ids = { "a", "b" } })).Missing);
        var import = await Assert.ThrowsAsync<ServiceException>(() =>
            _server.Store.UpsertAsync(NotesDefaults.Sheets, "a", new Sheet { Id = "a" }, path => path, Helpers.Cause, new IdSource(), default));
        Assert.Equal("notes.v1.Sheet \"a\" does not exist", import.Status.Detail);
    }

    [Fact]
    public async Task List_LeavesTheDeletedOut_UnlessAsked()
    {
        await Client.DeleteSheetAsync(new() { Id = "a" });
        var present = await Client.ListSheetsAsync(new());
        Assert.Equal(("b", 1), (present.Sheets.Single().Id, present.TotalSize));
        var all = await Client.ListSheetsAsync(new() { ShowDeleted = true, PageSize = 1 });
        Assert.Equal(("a", 2), (all.Sheets.Single().Id, all.TotalSize));

        var print = "1\nnotes.v1.Notes/ListSheets\nshow_deleted eq 010000000000000001\n";
        byte[] body = [1, .. SHA256.HashData(Encoding.UTF8.GetBytes(print))[..16], 4, 0, 0, 0, 1, (byte)'a'];
        Assert.Equal(Base64Url.EncodeToString([.. body, .. SHA256.HashData(body)[..8]]), all.NextPageToken);
        await AssertAsync(
            StatusCode.InvalidArgument, "the request is not valid: page_token: is not valid", Client.ListSheetsAsync(new() { PageToken = all.NextPageToken }));
    }

    [Fact]
    public async Task Undelete_BringsBackWhatIsDeleted()
    {
        await AssertAsync(StatusCode.AlreadyExists, "notes.v1.Sheet \"a\" exists already", Client.UndeleteSheetAsync(new() { Id = "a" }));
        await AssertAsync(StatusCode.NotFound, "notes.v1.Sheet \"c\" does not exist", Client.UndeleteSheetAsync(new() { Id = "c" }));
        await Client.DeleteSheetAsync(new() { Id = "a" });
        await AssertAsync(
            StatusCode.Aborted, "notes.v1.Sheet \"a\" was changed meanwhile", Client.UndeleteSheetAsync(new() { Id = "a", Etag = "1" }));
        Assert.Null((await Client.UndeleteSheetAsync(new() { Id = "a", ValidateOnly = true })).DeleteTime);
        var request = new SheetKey { Id = "a", Etag = "3", RequestId = "r" };
        var present = await Client.UndeleteSheetAsync(request);
        Assert.Equal(("t", "4", null), (present.Text, present.Etag, present.DeleteTime));
        Assert.Equal(present, await Client.UndeleteSheetAsync(request));
        Assert.Equal(2, (await Client.ListSheetsAsync(new())).TotalSize);
    }

    [Fact]
    public async Task Delete_TrialAndReplay_AnswerTheMark()
    {
        Assert.NotNull((await Client.DeleteSheetAsync(new() { Id = "a", ValidateOnly = true })).DeleteTime);
        var request = new SheetKey { Id = "a", RequestId = "r" };
        var deleted = await Client.DeleteSheetAsync(request);
        Assert.Equal(deleted, await Client.DeleteSheetAsync(request));
        Assert.Equal("3", deleted.Etag);
    }

    private static async Task AssertAsync<T>(StatusCode code, string text, AsyncUnaryCall<T> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((code, text), (exception.StatusCode, exception.Status.Detail));
    }
}
