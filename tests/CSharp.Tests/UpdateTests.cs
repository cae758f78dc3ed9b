using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class UpdateTests : IAsyncLifetime
{
    private ShopServer _server = null!;
    private Note _before = null!;

    public async Task InitializeAsync()
    {
        _server = await ShopServer.StartAsync();
        await _server.Store.PutAsync(
            NotesDefaults.Stored,
            "a",
            new Note
            {
                Id = "a", Title = "t", Owner = "me", Views = 7, Uid = "u", Rank = 0, Tags = { "x", "y" }, Text = "words",
                Style = new() { Font = "f", Theme = "dark", Uses = 3, Base = new() { Font = "b", Uses = 1 } },
                CreateTime = new() { Seconds = 5 }, UpdateTime = new() { Seconds = 5 },
            },
            StoreExpectation.Absent,
            Helpers.Cause,
            default);
        _before = await GetAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Update_Star_ReplacesAllButWhatIsTheServers()
    {
        await AssertUpdateAsync(
            new Note { Id = "a", Title = "new", Views = 99, Uid = "mine", Style = new() { Font = "g", Uses = 99 }, CreateTime = new() { Seconds = 1 } },
            note =>
            {
                note.Title = "new";
                note.ClearRank();
                note.Tags.Clear();
                note.Style = new() { Font = "g", Theme = "dark", Uses = 3 };
                note.ClearBody();
            },
            "*");
    }

    [Fact]
    public async Task Update_NoMask_ChangesWhatWasSent()
    {
        await AssertUpdateAsync(
            new Note { Id = "a", Rank = 0, Tags = { "z" }, Drawn = new() { Uses = 1 }, UpdateTime = new() { Seconds = 1 } },
            note =>
            {
                note.Tags.Clear();
                note.Tags.Add("z");
                note.Drawn = new();
            });
    }

    [Fact]
    public async Task Update_NamedFields_AreSetAlsoToNothing()
    {
        await AssertUpdateAsync(
            new Note { Id = "a", Owner = "other", Style = new() { Font = "g" } },
            note =>
            {
                note.Title = "";
                note.ClearRank();
                note.Tags.Clear();
                note.Style.Font = "g";
                note.Style.Base = null;
            },
            "title",
            "rank",
            "tags",
            "style.font",
            "style.base");
    }

    [Fact]
    public async Task Update_NamedMessage_IsReplaced_AndKeepsWhatIsNotTheCallers() =>
        await AssertUpdateAsync(
            new Note { Id = "a", Style = new() { Base = new() { Uses = 9 } } },
            note => note.Style = new() { Theme = "dark", Uses = 3, Base = new() { Uses = 1 } },
            "style");

    [Fact]
    public async Task Update_PathThroughWhatWasNotSent_ClearsAndMakesNothing()
    {
        await AssertUpdateAsync(new Note { Id = "a" }, note => note.Style.Base.Font = "", "style.base.font", "drawn.font", "next.title");
        await AssertUpdateAsync(new Note { Id = "a", Next = new() { Style = new() { Font = "n" } } }, note => note.Next = new() { Style = new() { Font = "n" } }, "next.style.font");
    }

    [Fact]
    public async Task Update_OneofMembers_TakeEachOthersPlace()
    {
        await AssertUpdateAsync(new Note { Id = "a" }, _ => { }, "drawn");
        await AssertUpdateAsync(new Note { Id = "a", Drawn = new() { Font = "d" } }, note => note.Drawn = new() { Font = "d" }, "drawn.font");
        await AssertUpdateAsync(new Note { Id = "a" }, note => note.ClearBody(), "drawn", "text");
    }

    [Fact]
    public async Task Update_PathsOfTheServer_AreIgnored() =>
        await AssertUpdateAsync(
            new Note { Id = "a", Views = 1, Uid = "mine", CreateTime = new() { Seconds = 1 }, Style = new() { Uses = 9 } },
            _ => { },
            "id", "views", "uid", "create_time", "update_time", "etag", "style.uses", "style.base.uses");

    [Theory]
    [InlineData("note.owner", "other", "", "owner")]
    [InlineData("note.owner", "other", "", "*")]
    [InlineData("note.owner", "other", "", "")]
    [InlineData("note.owner", "", "", "owner")]
    [InlineData("note.style.theme", "me", "light", "style")]
    [InlineData("note.style.theme", "me", "light", "style.theme")]
    [InlineData("note.style.theme", "me", "light", "*")]
    public async Task Update_WhatCannotChange_IsRefused(string path, string owner, string theme, string mask)
    {
        var note = new Note { Id = "a", Owner = owner, Style = theme.Length > 0 ? new() { Theme = theme } : null };
        var exception = await FailAsync(Request(note, mask.Length > 0 ? [mask] : []));
        Assert.Equal((StatusCode.InvalidArgument, $"the request is not valid: {path}: cannot be changed"), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal(_before, await GetAsync());
    }

    [Theory]
    [InlineData("*", "\"*\"")]
    [InlineData("Title", "\"Title\"")]
    [InlineData("tags.x", "\"tags.x\"")]
    [InlineData("body", "\"body\"")]
    [InlineData("create_time.seconds", "\"create_time.seconds\"")]
    public async Task Update_MaskThatIsNone_IsRefused(string path, string quoted)
    {
        var exception = await FailAsync(Request(new Note { Id = "missing" }, "title", path));
        Assert.Equal("FIELD_MASK_INVALID", exception.Reason());
        Assert.Equal($"the request is not valid: update_mask: {quoted} is not a valid path", exception.Status.Detail);
    }

    [Fact]
    public async Task Update_KeyIsTheOneInside()
    {
        Assert.Equal("the request is not valid: note.id: must be between 1 and 512", (await FailAsync(new())).Status.Detail);
        Assert.Equal("notes.v1.Note \"b\" does not exist", (await FailAsync(Request(new Note { Id = "b" }))).Status.Detail);
        var page = await _server.Notes.CreatePageAsync(new() { Text = "t" });
        page.Text = "";
        Assert.Equal(page, await _server.Notes.UpdatePageAsync(page));
    }

    [Fact]
    public async Task Update_Etag_MustMatchWhereverItIs()
    {
        foreach (var request in new[] { Request(new Note { Id = "a", Etag = "9" }), new UpdateNoteRequest { Note = new() { Id = "a", Etag = "1" }, Etag = "9" } })
        {
            Assert.Equal("ETAG_MISMATCH", (await FailAsync(request)).Reason());
        }

        var updated = await UpdateAsync(new() { Note = new() { Id = "a", Etag = "1" }, Etag = "1" });
        Assert.Equal("2", updated.Etag);
    }

    [Fact]
    public async Task Update_ValidateOnly_ChangesNothing()
    {
        var request = Request(new Note { Id = "a", Title = "new" });
        request.ValidateOnly = true;
        Assert.Equal("new", (await UpdateAsync(request)).Title);
        Assert.Equal(_before, await GetAsync());
    }

    [Fact]
    public async Task Update_SameRequestId_IsDoneOnce()
    {
        var request = Request(new Note { Id = "a", Title = "new" });
        request.RequestId = "r";
        await UpdateAsync(request);
        await UpdateAsync(Request(new Note { Id = "a", Title = "newer" }));
        Assert.Equal(("newer", "3"), await UpdateAsync(request) is { } again ? (again.Title, again.Etag) : default);
    }

    [Fact]
    public async Task Update_Together_LosesNothing()
    {
        string[] fields = ["title", "tags", "style.font", "text"];
        await Task.WhenAll(fields.Select(field => UpdateAsync(Request(
            new Note { Id = "a", Title = "1", Tags = { "2" }, Style = new() { Font = "3" }, Text = "4" }, field))));
        var note = await GetAsync();
        Assert.Equal(("1", "2", "3", "4", "5"), (note.Title, note.Tags.Single(), note.Style.Font, note.Text, note.Etag));
    }

    private static UpdateNoteRequest Request(Note note, params string[] mask) => new() { Note = note, UpdateMask = new FieldMask { Paths = { mask } } };

    /// <summary>The update's answer, and what is stored, is the message from before with a change.</summary>
    private async Task AssertUpdateAsync(Note sent, Action<Note> change, params string[] mask)
    {
        var expected = await GetAsync();
        change(expected);
        var updated = await UpdateAsync(Request(sent, mask));
        Assert.Equal(updated, await GetAsync());
        Assert.True(updated.UpdateTime.Seconds > 5);
        Assert.Equal(int.Parse(expected.Etag, null) + 1, int.Parse(updated.Etag, null));
        (expected.UpdateTime, expected.Etag) = (updated.UpdateTime, updated.Etag);
        Assert.Equal(expected, updated);
    }

    private async Task<Note> GetAsync() => await _server.Notes.GetNoteAsync(new() { Id = "a" });

    private async Task<Note> UpdateAsync(UpdateNoteRequest request) => await _server.Notes.UpdateNoteAsync(request);

    private Task<RpcException> FailAsync(UpdateNoteRequest request) => Assert.ThrowsAsync<RpcException>(() => UpdateAsync(request));
}
