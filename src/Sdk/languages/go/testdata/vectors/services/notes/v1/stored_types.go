package notesv1svc

import (
	"example.com/grpc-service-template/store"
	notesv1 "example.com/grpc-service-template/testdata/vectors/proto/notes/v1"
)

// NoteType is notes.v1.Note, by its id.
var NoteType = store.NewType(&notesv1.Note{}, store.Fields{
	Key:        "id",
	CreateTime: "created_at",
	UpdateTime: "updated_at",
	Etag:       "etag",
	UID:        "uid",
})

// PageType is notes.v1.Page, by its number.
var PageType = store.NewType(&notesv1.Page{}, store.Fields{
	Key: "number",
})
