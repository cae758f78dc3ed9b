package notesv1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
	notesv1 "example.com/grpc-service-template/testdata/vectors/proto/notes/v1"
)

var noteCreateNote = rules.NewCreate[*notesv1.CreateNoteRequest, *notesv1.CreateNoteResponse](NoteType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method:       "notes.v1.NoteService/CreateNote",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
		Wrapper:      "note",
		Unsupported:  []string{"colour"},
	},
	Body:           "note",
	ID:             "note_id",
	TakesKeyOfBody: true,
})

var noteGetNote = rules.NewGet[*notesv1.NoteKey, *notesv1.Note](NoteType, rules.GetPlan{
	Key: "note_id",
})

var noteUpdateNote = rules.NewUpdate[*notesv1.UpdateNoteRequest, *notesv1.Note](NoteType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method:       "notes.v1.NoteService/UpdateNote",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
	},
	Body: "note",
	Mask: "update_mask",
	Etag: "etag",
})

var noteDeleteNote = rules.NewDelete[*notesv1.DeleteNoteRequest, *notesv1.Note](NoteType, rules.DeletePlan{
	WritePlan: rules.WritePlan{
		Method:       "notes.v1.NoteService/DeleteNote",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
	},
	Key:          "id",
	Etag:         "etag",
	AllowMissing: "allow_missing",
})

var noteImportNotes = rules.NewImport[*notesv1.Note, *notesv1.ImportNotesResponse](NoteType, rules.ImportPlan{
	Received:   "received",
	Stored:     "succeeded",
	Errors:     "errors",
	ErrorIndex: "index",
	ErrorText:  "error",
})

var noteListNotes = rules.NewList[*notesv1.ListNotesRequest, *notesv1.ListNotesResponse](NoteType, rules.ListPlan{
	Method: "notes.v1.NoteService/ListNotes",
	Filters: []rules.Filter{
		{Source: "title", Operator: store.Equal, Field: "title"},
		{Source: "owner", Operator: store.Equal, Field: "owner"},
	},
	Items: "notes",
})

var noteWatchNotes = rules.NewWatch[*notesv1.NoteKey, *notesv1.Note](NoteType, rules.WatchPlan{
	Filters: []rules.Filter{
		{Source: "note_id", Operator: store.Equal, Field: "id"},
	},
})

var noteWatchNote = rules.NewWatch[*notesv1.NoteKey, *notesv1.NoteChange](NoteType, rules.WatchPlan{
	Filters: []rules.Filter{
		{Source: "note_id", Operator: store.Equal, Field: "id"},
	},
	Change: rules.ChangePlan{Old: "old", New: "new", Time: "timestamp", Actor: "triggered_by"},
})

// NoteServicePlan is what the server must know of the methods of notes.v1.NoteService.
var NoteServicePlan = rules.ServicePlan{
	Checks: []validation.Check{noteCreateNote.Check(), noteUpdateNote.Check()},
	Listings: []string{
		"notes.v1.NoteService/ImportNotes",
	},
	Feeds: []string{
		"notes.v1.NoteService/WatchNotes",
		"notes.v1.NoteService/WatchNote",
	},
	Unimplemented: []string{
		"notes.v1.NoteService/ShareNote",
		"notes.v1.NoteService/FollowNotes",
		"notes.v1.NoteService/MergeNotes",
		"notes.v1.NoteService/DiscussNotes",
	},
}

// NoteServiceDefaults are the defaults of notes.v1.NoteService. Embed it, and write the methods that are to do something else.
type NoteServiceDefaults struct {
	notesv1.UnimplementedNoteServiceServer
	env *rules.Env
}

// NewNoteServiceDefaults makes the defaults.
func NewNoteServiceDefaults(env *rules.Env) *NoteServiceDefaults {
	return &NoteServiceDefaults{env: env}
}

// CreateNote implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) CreateNote(ctx context.Context, request *notesv1.CreateNoteRequest) (*notesv1.CreateNoteResponse, error) {
	return noteCreateNote.Run(ctx, d.env, request)
}

// GetNote implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) GetNote(ctx context.Context, request *notesv1.NoteKey) (*notesv1.Note, error) {
	return noteGetNote.Run(ctx, d.env, request)
}

// UpdateNote implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) UpdateNote(ctx context.Context, request *notesv1.UpdateNoteRequest) (*notesv1.Note, error) {
	return noteUpdateNote.Run(ctx, d.env, request)
}

// DeleteNote implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) DeleteNote(ctx context.Context, request *notesv1.DeleteNoteRequest) (*notesv1.Note, error) {
	return noteDeleteNote.Run(ctx, d.env, request)
}

// ImportNotes implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) ImportNotes(stream grpc.ClientStreamingServer[notesv1.Note, notesv1.ImportNotesResponse]) error {
	return noteImportNotes.Run(d.env, stream)
}

// ListNotes implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) ListNotes(ctx context.Context, request *notesv1.ListNotesRequest) (*notesv1.ListNotesResponse, error) {
	return noteListNotes.Run(ctx, d.env, request)
}

// WatchNotes implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) WatchNotes(request *notesv1.NoteKey, stream grpc.ServerStreamingServer[notesv1.Note]) error {
	return noteWatchNotes.Run(d.env, request, stream)
}

// WatchNote implements [notesv1.NoteServiceServer].
func (d *NoteServiceDefaults) WatchNote(request *notesv1.NoteKey, stream grpc.ServerStreamingServer[notesv1.NoteChange]) error {
	return noteWatchNote.Run(d.env, request, stream)
}

// ShareNote implements [notesv1.NoteServiceServer]. It is yours to write.
func (d *NoteServiceDefaults) ShareNote(context.Context, *notesv1.NoteKey) (*notesv1.Note, error) {
	return nil, rpcerr.NotImplemented("notes.v1.NoteService/ShareNote")
}

// FollowNotes implements [notesv1.NoteServiceServer]. It is yours to write.
func (d *NoteServiceDefaults) FollowNotes(*notesv1.NoteKey, grpc.ServerStreamingServer[notesv1.Note]) error {
	return rpcerr.NotImplemented("notes.v1.NoteService/FollowNotes")
}

// MergeNotes implements [notesv1.NoteServiceServer]. It is yours to write.
func (d *NoteServiceDefaults) MergeNotes(grpc.ClientStreamingServer[notesv1.Note, notesv1.Note]) error {
	return rpcerr.NotImplemented("notes.v1.NoteService/MergeNotes")
}

// DiscussNotes implements [notesv1.NoteServiceServer]. It is yours to write.
func (d *NoteServiceDefaults) DiscussNotes(grpc.BidiStreamingServer[notesv1.Note, notesv1.Note]) error {
	return rpcerr.NotImplemented("notes.v1.NoteService/DiscussNotes")
}
