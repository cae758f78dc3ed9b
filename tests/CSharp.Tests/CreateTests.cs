using Google.Rpc;
using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class CreateTests : IAsyncLifetime
{
    private ShopServer _server = null!;

    public async Task InitializeAsync() => _server = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("a", "", "a")]
    [InlineData("", "b", "b")]
    [InlineData("c", "c", "c")]
    public async Task Create_KeyGiven_IsUsed(string beside, string inside, string expected)
    {
        var created = await CreateAsync(new() { NoteId = beside, Note = new() { Id = inside, Title = "t" } });
        Assert.Equal((expected, "t"), (created.Id, created.Title));
        Assert.Equal(created, await _server.Notes.GetNoteAsync(new() { Id = expected }));
    }

    [Fact]
    public async Task Create_NoKey_OneIsMade()
    {
        var created = await CreateAsync(new());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", created.Id);
        Assert.NotEqual(created.Id, created.Uid);
        Assert.Equal((created.CreateTime, "1"), (created.UpdateTime, created.Etag));
    }

    [Fact]
    public async Task Create_IntegerKeyOfTheServer_IsMadeAndTheGivenOneIgnored()
    {
        var created = await _server.Notes.CreatePageAsync(new() { Number = -5, Text = "t" });
        Assert.True(created.Number > 0);
        Assert.Equal("t", created.Text);
    }

    [Theory]
    [InlineData("a", "b", "note_id: differs from note.id")]
    [InlineData("a\n", "", "note_id: is not valid")]
    [InlineData("", "b\u0085", "note.id: is not valid")]
    public async Task Create_BadKey_IsRefused(string beside, string inside, string problem)
    {
        var exception = await FailAsync(new() { NoteId = beside, Note = new() { Id = inside } });
        Assert.Equal((StatusCode.InvalidArgument, $"the request is not valid: {problem}"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task Create_KeyTaken_AlreadyExists()
    {
        await CreateAsync(new() { NoteId = "a" });
        foreach (var trial in new[] { false, true })
        {
            var exception = await FailAsync(new() { NoteId = "a", ValidateOnly = trial });
            Assert.Equal((StatusCode.AlreadyExists, "notes.v1.Note \"a\" exists already"), (exception.StatusCode, exception.Status.Detail));
            Assert.Equal(("notes.v1.Note", "a"), exception.GetRpcStatus()!.GetDetail<ResourceInfo>() is { } info ? (info.ResourceType, info.ResourceName) : default);
        }
    }

    [Fact]
    public async Task Create_WhatIsTheServers_IsClearedAtEveryDepth()
    {
        var style = new Style { Font = "f", Theme = "t", Uses = 9, Base = new() { Uses = 9, Font = "b" } };
        var kept = new Style { Font = "f", Theme = "t", Base = new() { Font = "b" } };
        var created = await CreateAsync(new()
        {
            NoteId = "a",
            Note = new()
            {
                Owner = "me", Views = 7, Uid = "mine", Etag = "77", Style = style, Others = { style }, Named = { ["x"] = style }, Drawn = style,
                CreateTime = new() { Seconds = 1 }, Next = new() { Id = "inner", Views = 1 },
            },
        });
        Assert.Equal(("me", 0, "1"), (created.Owner, created.Views, created.Etag));
        Assert.NotEqual("mine", created.Uid);
        Assert.True(created.CreateTime.Seconds > 1);
        Assert.All([created.Style, created.Others[0], created.Named["x"], created.Drawn], each => Assert.Equal(kept, each));
        Assert.Equal(new Note { Id = "inner" }, created.Next);
    }

    [Fact]
    public async Task Create_ValidateOnly_StoresNothing()
    {
        var answer = await CreateAsync(new() { NoteId = "a", Note = new() { Title = "t" }, ValidateOnly = true, RequestId = "r" });
        Assert.Equal(("a", "t", ""), (answer.Id, answer.Title, answer.Etag));
        Assert.Equal("1", (await CreateAsync(new() { NoteId = "a", RequestId = "r" })).Etag);
    }

    [Fact]
    public async Task Create_SameRequestId_AnswersWhatIsThere()
    {
        var request = new CreateNoteRequest { Note = new() { Title = "t" }, RequestId = "r" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync(request)));
        Assert.Single(answers.Distinct());

        var reused = await FailAsync(new() { Note = new() { Title = "other" }, RequestId = "r" });
        Assert.Equal("REQUEST_ID_REUSED", reused.Reason());
        Assert.Equal("the request is not valid: request_id: belongs to another request", reused.Status.Detail);

        await _server.Store.DeleteAsync(NotesDefaults.Stored, answers[0].Id, StoreExpectation.Any, Helpers.Cause, default);
        Assert.Equal(StatusCode.NotFound, (await FailAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Create_FirstFailingCheck_AnswersAlone()
    {
        var request = new CreateNoteRequest { NoteId = "\n", RequestId = new string('r', 65), Unused = "x" };
        Assert.Equal("FIELD_NOT_SUPPORTED", (await FailAsync(request)).Reason());
        request.Unused = "";
        Assert.Equal("the request is not valid: note_id: is not valid", (await FailAsync(request)).Status.Detail);
        request.NoteId = "a";
        Assert.Equal("the request is not valid: request_id: must be between 1 and 64", (await FailAsync(request)).Status.Detail);
    }

    private async Task<Note> CreateAsync(CreateNoteRequest request) => await _server.Notes.CreateNoteAsync(request);

    private Task<RpcException> FailAsync(CreateNoteRequest request) => Assert.ThrowsAsync<RpcException>(() => CreateAsync(request));
}
