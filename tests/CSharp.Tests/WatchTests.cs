using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private ShopServer _server = null!;

    public async Task InitializeAsync() => _server = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Watch_OfMessages_TellsEveryWrite_AndNoDeletion()
    {
        using var call = _server.Notes.WatchNotes(new());
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        var created = await _server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        var updated = await _server.Notes.UpdateNoteAsync(new() { Note = new() { Id = "a" } });
        await _server.Notes.DeleteNoteAsync(new() { Id = "a" });
        var again = await _server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        Assert.Equal([created, updated, again], await NextAsync(call, 3));
        Assert.Equal("1 2 4", $"{created.Etag} {updated.Etag} {again.Etag}");
    }

    [Fact]
    public async Task Watch_OfBothSides_TellsDeletionsToo()
    {
        using var call = _server.Notes.WatchNote(new());
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        var created = await _server.Notes.CreateNoteAsync(new() { NoteId = "a" });
        await _server.Notes.DeleteNoteAsync(new() { Id = "a" });
        var before = created.Clone();
        before.Etag = "";
        Assert.Equal([new NoteChange { New = created }, new NoteChange { Old = before }], await NextAsync(call, 2));
    }

    [Fact]
    public async Task Watch_OfANumber_TellsItsChanges_AndCommandsForIt()
    {
        using var call = _server.Notes.WatchViews(new());
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        await PutAsync(new Note { Id = "a", Views = 5 });
        await PutAsync(new Note { Id = "a", Views = 5, Title = "another field" });
        await PutAsync(new Note { Id = "a", Views = 5 }, "rank");
        await PutAsync(new Note { Id = "a", Views = 5 }, "views");
        await _server.Store.DeleteAsync(NotesDefaults.Stored, "a", StoreExpectation.Any, Helpers.Cause, default);
        Assert.Equal(["a 0 5", "a 5 5", "a 5 0"], (await NextAsync(call, 3)).Select(change => $"{change.NoteId} {change.OldViews} {change.NewViews}"));
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, false)]
    [InlineData(double.NaN, 1, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, true)]
    public void NumberChange_OfWhatIsNoNumber_IsOneWhereItChanges(double old, double now, bool isTold)
    {
        var change = new StoreChange<Item>("a", new Item { Price = old }, new Item { Price = now }, 1, Helpers.Cause);
        Assert.Equal(isTold, NumberChange<Item, double>.Of(change, "price", item => item.Price) is not null);
    }

    [Fact]
    public async Task Watch_Filters_AskTheNewMessage_OfADeletionTheOld()
    {
        using var call = _server.Notes.WatchNote(new() { NoteId = "a", Title = "yes" });
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        await PutAsync(new Note { Id = "b", Title = "yes" });
        await PutAsync(new Note { Id = "a", Title = "no" });
        await PutAsync(new Note { Id = "a", Title = "yes" });
        await PutAsync(new Note { Id = "a", Title = "no" });
        await PutAsync(new Note { Id = "a", Title = "yes", Views = 1 });
        await _server.Store.DeleteAsync(NotesDefaults.Stored, "a", StoreExpectation.Any, Helpers.Cause, default);
        Assert.Equal(
            ["no yes 0", "no yes 1", "yes  0"],
            (await NextAsync(call, 3)).Select(change => $"{change.Old.Title} {change.New?.Title} {change.New?.Views ?? 0}"));
    }

    [Fact]
    public async Task Watch_FieldWithoutAPart_IsRefused()
    {
        using var call = _server.Notes.WatchNotes(new() { Unused = "x" });
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal("FIELD_NOT_SUPPORTED", exception.Reason());
    }

    [Fact]
    public async Task Watch_TooSlow_EndsLagged()
    {
        await using var server = await ShopServer.StartAsync(config => config.Limits.WatchQueue = 10);
        using var call = server.Notes.WatchNotes(new());
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        var title = new string('t', 100_000);
        for (var count = 0; count < 200; count++)
        {
            await server.Store.PutAsync(NotesDefaults.Stored, "a", new Note { Id = "a", Title = title }, StoreExpectation.Any, Helpers.Cause, default);
        }

        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext().WaitAsync(s_patience))
            {
                // Up to the end.
            }
        });
        Assert.Equal((StatusCode.ResourceExhausted, "WATCH_LAGGED"), (exception.StatusCode, exception.Reason()));
    }

    [Fact]
    public async Task Watch_EndsWhenTheServerDoes()
    {
        using var call = _server.Notes.WatchNotes(new());
        await call.ResponseHeadersAsync.WaitAsync(s_patience);
        var next = call.ResponseStream.MoveNext();
        await _server.StopAsync().WaitAsync(s_patience);
        Assert.Equal("DRAINING", (await Assert.ThrowsAsync<RpcException>(() => next)).Reason());
    }

    private async Task PutAsync(Note note, string? command = null) => await _server.Store.PutAsync(
        NotesDefaults.Stored, note.Id, note, StoreExpectation.Any, Helpers.Cause with { Field = command }, default);

    private static async Task<List<T>> NextAsync<T>(AsyncServerStreamingCall<T> call, int count)
    {
        var answers = new List<T>();
        for (var index = 0; index < count; index++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
            answers.Add(call.ResponseStream.Current);
        }

        return answers;
    }
}
