using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class DeleteTests : IAsyncLifetime
{
    private ShopServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await ShopServer.StartAsync();
        await _server.Notes.CreateNoteAsync(new() { NoteId = "a", Note = new() { Title = "t" } });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Delete_AnswersTheMessageAsItWas_AndItIsGone()
    {
        var deleted = await DeleteAsync(new() { Id = "a", Etag = "1" });
        Assert.Equal(("a", "t", "1"), (deleted.Id, deleted.Title, deleted.Etag));
        var exception = await FailAsync(new() { Id = "a" });
        Assert.Equal((StatusCode.NotFound, "notes.v1.Note \"a\" does not exist"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task Delete_OfWhatIsMissing_IsDoneWhereAllowed()
    {
        Assert.Equal(new Note { Id = "b" }, await DeleteAsync(new() { Id = "b", AllowMissing = true, Etag = "7" }));
        Assert.Equal(
            "the request is not valid: id: must be between 1 and 512", (await FailAsync(new() { AllowMissing = true })).Status.Detail);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("01")]
    [InlineData("x")]
    public async Task Delete_OtherEtag_IsAborted(string etag)
    {
        var exception = await FailAsync(new() { Id = "a", Etag = etag });
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (exception.StatusCode, exception.Reason()));
        Assert.Equal("notes.v1.Note \"a\" was changed meanwhile", exception.Status.Detail);
    }

    [Fact]
    public async Task Delete_ValidateOnly_DeletesNothing()
    {
        Assert.Equal("t", (await DeleteAsync(new() { Id = "a", ValidateOnly = true })).Title);
        Assert.Equal("t", (await DeleteAsync(new() { Id = "a" })).Title);
    }

    [Fact]
    public async Task Delete_SameRequestId_IsDoneOnce()
    {
        var request = new DeleteNoteRequest { Id = "a", RequestId = "r" };
        await DeleteAsync(request);
        await _server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        Assert.Equal(new Note { Id = "a" }, await DeleteAsync(request));
        Assert.Equal("a", (await _server.Notes.GetNoteAsync(new() { Id = "a" })).Id);
        Assert.Equal("REQUEST_ID_REUSED", (await FailAsync(new() { Id = "a", Etag = "1", RequestId = "r" })).Reason());
    }

    private async Task<Note> DeleteAsync(DeleteNoteRequest request) => await _server.Notes.DeleteNoteAsync(request);

    private Task<RpcException> FailAsync(DeleteNoteRequest request) => Assert.ThrowsAsync<RpcException>(() => DeleteAsync(request));
}
