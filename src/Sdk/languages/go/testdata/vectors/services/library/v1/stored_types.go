package libraryv1svc

import (
	"example.com/grpc-service-template/store"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

// BookType is library.v1.Book, by its name.
var BookType = store.NewType(&libraryv1.Book{}, store.Fields{
	Key:        "name",
	Patterns:   []string{"shelves/{shelf}/books/{book}", "books/{book}"},
	CreateTime: "create_time",
	UpdateTime: "update_time",
	DeleteTime: "delete_time",
	Etag:       "etag",
	UID:        "uid",
})

// ReviewType is library.v1.Review, by its name.
var ReviewType = store.NewType(&libraryv1.Review{}, store.Fields{
	Key:      "name",
	Patterns: []string{"_lost-review_", "shelves/{shelf}/books/{book}/reviews/{review}"},
})

// ShelfType is library.v1.Shelf, by its name.
var ShelfType = store.NewType(&libraryv1.Shelf{}, store.Fields{
	Key:      "name",
	Patterns: []string{"shelves/{shelf}"},
})
