using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>What the templates would make of the contract of notes.</summary>
public partial class NotesDefaults(IStore store) : Notes.V1.Notes.NotesBase
{
    internal static readonly ResourceType<Note> Stored =
        new("id") { CreateTime = "create_time", UpdateTime = "update_time", Etag = "etag", Uid = "uid" };

    private static readonly CreateRule<CreateNoteRequest, Note> s_create = new("notes.v1.Notes/CreateNote", Stored)
    {
        Body = new("note", request => request.Note),
        Id = new("note_id", request => request.NoteId),
        TakesKeyOfBody = true,
        ValidateOnly = request => request.ValidateOnly,
        RequestId = new("request_id", request => request.RequestId),
        Unsupported = ["unused"],
    };

    private static readonly DeleteRule<DeleteNoteRequest, Note> s_delete = new("notes.v1.Notes/DeleteNote", Stored)
    {
        Key = new("id", request => request.Id),
        AllowMissing = request => request.AllowMissing,
        Etag = request => request.Etag,
        ValidateOnly = request => request.ValidateOnly,
        RequestId = new("request_id", request => request.RequestId),
    };

    private static readonly ListFilter[] s_watchFilters =
        [new("note_id", StoreOperator.Equal, "id"), new("title", StoreOperator.Equal, "title")];

    private static readonly WatchRule<WatchNotesRequest, Note, Note> s_watchNotes = new(Stored)
    {
        Filters = s_watchFilters,
        Unsupported = ["unused"],
        Answer = WatchAnswers.OfMessage<Note, Note>(change => change.NewMessage),
    };

    private static readonly WatchRule<WatchNotesRequest, Note, NoteChange> s_watchNote = new(Stored)
    {
        Filters = s_watchFilters,
        Answer = WatchAnswers.OfMessage<Note, NoteChange>(change => new NoteChange { Old = change.OldMessage, New = change.NewMessage }),
    };

    private static readonly WatchRule<WatchNotesRequest, Note, ViewsChange> s_watchViews = new(Stored)
    {
        Filters = s_watchFilters,
        Answer = WatchAnswers.OfNumber<Note, int, ViewsChange>("views", message => message.Views, change => new ViewsChange
        {
            NoteId = change.Message.Id,
            OldViews = change.Old,
            NewViews = change.New,
        }),
    };

    private static readonly ResourceType<Page> s_pages = new("number");

    private static readonly UpdateRule<UpdateNoteRequest, Note> s_update = new("notes.v1.Notes/UpdateNote", Stored)
    {
        Body = new("note", request => request.Note),
        Mask = new("update_mask", request => request.UpdateMask?.Paths),
        Etag = request => request.Etag,
        ValidateOnly = request => request.ValidateOnly,
        RequestId = new("request_id", request => request.RequestId),
    };

    private static readonly UpdateRule<Page, Page> s_updatePage = new("notes.v1.Notes/UpdatePage", s_pages)
    {
        Body = new("", request => request),
    };

    private static readonly CreateRule<Page, Page> s_createPage = new("notes.v1.Notes/CreatePage", s_pages)
    {
        Body = new("", request => request),
    };

    public override async Task<Note> GetNote(GetNoteRequest request, ServerCallContext context) =>
        await store.RequireAsync(Stored, RequestKeys.Check("id", request.Id), context.CancellationToken);

    public override Task<Note> CreateNote(CreateNoteRequest request, ServerCallContext context) => s_create.RunAsync(store, request, context);

    public override Task<Note> DeleteNote(DeleteNoteRequest request, ServerCallContext context) => s_delete.RunAsync(store, request, context);

    public override Task<Note> UpdateNote(UpdateNoteRequest request, ServerCallContext context) => s_update.RunAsync(store, request, context);

    public override Task<Page> UpdatePage(Page request, ServerCallContext context) => s_updatePage.RunAsync(store, request, context);

    public override Task WatchNotes(WatchNotesRequest request, IServerStreamWriter<Note> responseStream, ServerCallContext context) =>
        s_watchNotes.RunAsync(store, request, responseStream, context);

    public override Task WatchNote(WatchNotesRequest request, IServerStreamWriter<NoteChange> responseStream, ServerCallContext context) =>
        s_watchNote.RunAsync(store, request, responseStream, context);

    public override Task WatchViews(WatchNotesRequest request, IServerStreamWriter<ViewsChange> responseStream, ServerCallContext context) =>
        s_watchViews.RunAsync(store, request, responseStream, context);

    public override Task<Page> CreatePage(Page request, ServerCallContext context) => s_createPage.RunAsync(store, request, context);
}
