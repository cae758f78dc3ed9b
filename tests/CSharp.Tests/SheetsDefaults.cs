using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Notes.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>Sheets are only marked when they are deleted.</summary>
public partial class NotesDefaults
{
    internal static readonly ResourceType<Sheet> Sheets = new("id") { UpdateTime = "update_time", DeleteTime = "delete_time", Etag = "etag" };

    private static readonly CreateRule<Sheet, Sheet> s_createSheet = new("notes.v1.Notes/CreateSheet", Sheets)
    {
        Body = new("", request => request),
        TakesKeyOfBody = true,
    };

    private static readonly UpdateRule<Sheet, Sheet> s_updateSheet = new("notes.v1.Notes/UpdateSheet", Sheets)
    {
        Body = new("", request => request),
    };

    private static readonly DeleteRule<SheetKey, Sheet> s_deleteSheet = new("notes.v1.Notes/DeleteSheet", Sheets)
    {
        Key = new("id", request => request.Id),
        AllowMissing = request => request.AllowMissing,
        Etag = request => request.Etag,
        ValidateOnly = request => request.ValidateOnly,
        RequestId = new("request_id", request => request.RequestId),
    };

    private static readonly UndeleteRule<SheetKey, Sheet> s_undeleteSheet = new("notes.v1.Notes/UndeleteSheet", Sheets)
    {
        Key = new("id", request => request.Id),
        Etag = request => request.Etag,
        ValidateOnly = request => request.ValidateOnly,
        RequestId = new("request_id", request => request.RequestId),
        Unsupported = ["allow_missing"],
    };

    private static readonly ListRule<ListSheetsRequest, Sheet> s_listSheets = new("notes.v1.Notes/ListSheets", Sheets)
    {
        ShowDeleted = "show_deleted",
        PageSize = "page_size",
        PageToken = "page_token",
        CountsTotal = true,
    };

    private static readonly WatchRule<SheetKey, Sheet, Sheet> s_watchSheets = new(Sheets)
    {
        Answer = WatchAnswers.OfMessage<Sheet, Sheet>(change => change.NewMessage),
    };

    public override Task<Sheet> CreateSheet(Sheet request, ServerCallContext context) => s_createSheet.RunAsync(store, request, context);

    public override Task<Sheet> UpdateSheet(Sheet request, ServerCallContext context) => s_updateSheet.RunAsync(store, request, context);

    public override Task<Sheet> DeleteSheet(SheetKey request, ServerCallContext context) => s_deleteSheet.RunAsync(store, request, context);

    public override Task<Sheet> UndeleteSheet(SheetKey request, ServerCallContext context) => s_undeleteSheet.RunAsync(store, request, context);

    public override async Task<Sheet> GetSheet(SheetKey request, ServerCallContext context) =>
        await store.RequireAsync(Sheets, RequestKeys.Check("id", request.Id), context.CancellationToken);

    public override async Task<ListSheetsResponse> BatchGetSheets(SheetKeys request, ServerCallContext context)
    {
        var keys = RequestKeys.CheckAll("ids", "ids[{0}]", request.Ids);
        var batch = await store.BatchAsync(Sheets, keys, ReadMask.All, context.CancellationToken);
        return new ListSheetsResponse { Sheets = { batch.Found }, Missing = { batch.Missing(request.Ids) } };
    }

    public override async Task<ListSheetsResponse> ListSheets(ListSheetsRequest request, ServerCallContext context)
    {
        var page = await s_listSheets.PageAsync(store, request, context);
        return new ListSheetsResponse { Sheets = { page.Rows }, NextPageToken = page.NextPageToken, TotalSize = (int)page.TotalSize };
    }

    public override Task WatchSheets(SheetKey request, IServerStreamWriter<Sheet> responseStream, ServerCallContext context) =>
        s_watchSheets.RunAsync(store, request, responseStream, context);
}
