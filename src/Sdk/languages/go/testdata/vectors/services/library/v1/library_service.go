package libraryv1svc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

var libraryCreateShelf = rules.NewCreate[*libraryv1.CreateShelfRequest, *libraryv1.Shelf](ShelfType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method: "library.v1.LibraryService/CreateShelf",
	},
	Body: "shelf",
	ID:   "shelf_id",
})

var libraryGetShelf = rules.NewGet[*libraryv1.GetShelfRequest, *libraryv1.Shelf](ShelfType, rules.GetPlan{
	Key: "name",
})

var libraryListShelves = rules.NewList[*libraryv1.ListShelvesRequest, *libraryv1.ListShelvesResponse](ShelfType, rules.ListPlan{
	Method: "library.v1.LibraryService/ListShelves",
	Items:  "shelves",
})

var libraryDeleteShelf = rules.NewDelete[*libraryv1.DeleteShelfRequest, *emptypb.Empty](ShelfType, rules.DeletePlan{
	WritePlan: rules.WritePlan{
		Method: "library.v1.LibraryService/DeleteShelf",
	},
	Key: "name",
})

var libraryCreateBook = rules.NewCreate[*libraryv1.CreateBookRequest, *libraryv1.Book](BookType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method:       "library.v1.LibraryService/CreateBook",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
		Unsupported:  []string{"reason"},
	},
	Body:    "book",
	ID:      "book_id",
	Parent:  "parent",
	Parents: []*store.Type{ShelfType},
})

var libraryGetBook = rules.NewGet[*libraryv1.GetBookRequest, *libraryv1.Book](BookType, rules.GetPlan{
	Key:  "name",
	Mask: "read_mask",
})

var libraryListBooks = rules.NewList[*libraryv1.ListBooksRequest, *libraryv1.ListBooksResponse](BookType, rules.ListPlan{
	Method: "library.v1.LibraryService/ListBooks",
	Filters: []rules.Filter{
		{Source: "parent", Operator: store.Under, Field: "name"},
	},
	ShowDeleted:   "show_deleted",
	Mask:          "read_mask",
	OrderBy:       "order_by",
	PageSize:      "page_size",
	PageToken:     "page_token",
	Items:         "books",
	NextPageToken: "next_page_token",
	TotalSize:     "total_size",
	Unsupported:   []string{"filter"},
})

var libraryUpdateBook = rules.NewUpdate[*libraryv1.UpdateBookRequest, *libraryv1.Book](BookType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method:       "library.v1.LibraryService/UpdateBook",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
		Unsupported:  []string{"allow_missing"},
	},
	Body: "book",
	Mask: "update_mask",
})

var libraryDeleteBook = rules.NewDelete[*libraryv1.DeleteBookRequest, *libraryv1.Book](BookType, rules.DeletePlan{
	WritePlan: rules.WritePlan{
		Method:       "library.v1.LibraryService/DeleteBook",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
		Unsupported:  []string{"force"},
	},
	Key:          "name",
	Etag:         "etag",
	AllowMissing: "allow_missing",
})

var libraryUndeleteBook = rules.NewUndelete[*libraryv1.UndeleteBookRequest, *libraryv1.Book](BookType, rules.UndeletePlan{
	WritePlan: rules.WritePlan{
		Method:       "library.v1.LibraryService/UndeleteBook",
		ValidateOnly: "validate_only",
		RequestID:    "request_id",
	},
	Key:  "name",
	Etag: "etag",
})

var libraryBatchGetBooks = rules.NewBatchGet[*libraryv1.BatchGetBooksRequest, *libraryv1.BatchGetBooksResponse](BookType, rules.BatchGetPlan{
	Keys:   "names",
	Parent: "parent",
	Mask:   "read_mask",
	Items:  "books",
})

var libraryImportBooks = rules.NewImport[*libraryv1.ImportBooksRequest, *libraryv1.ImportBooksResponse](BookType, rules.ImportPlan{
	Item:       "book",
	Received:   "total",
	Stored:     "created",
	Failed:     "failures",
	Errors:     "errors",
	ErrorIndex: "index",
	ErrorKey:   "name",
	ErrorText:  "message",
})

var libraryWatchBooks = rules.NewWatch[*libraryv1.WatchBooksRequest, *libraryv1.Book](BookType, rules.WatchPlan{
	Filters: []rules.Filter{
		{Source: "name", Operator: store.Equal, Field: "name"},
		{Source: "parent", Operator: store.Under, Field: "name"},
		{Source: "title", Operator: store.Equal, Field: "title"},
	},
	Unsupported: []string{"verbose"},
})

var libraryWatchBook = rules.NewWatch[*libraryv1.WatchBooksRequest, *libraryv1.BookChange](BookType, rules.WatchPlan{
	Filters: []rules.Filter{
		{Source: "name", Operator: store.Equal, Field: "name"},
		{Source: "parent", Operator: store.Under, Field: "name"},
		{Source: "title", Operator: store.Equal, Field: "title"},
	},
	Change:      rules.ChangePlan{Old: "old", New: "new", Time: "change_time", Actor: "actor"},
	Unsupported: []string{"verbose"},
})

var libraryWatchCopies = rules.NewCommand[*libraryv1.ChangeCopies, *libraryv1.CopiesChange](BookType, rules.CommandPlan{
	Key:    "name",
	Target: "copies",
	Delta:  "copies_delta",
	Change: rules.ChangePlan{Key: "name", Old: "previous_copies", New: "current_copies"},
})

var libraryCreateReview = rules.NewCreate[*libraryv1.CreateReviewRequest, *libraryv1.Review](ReviewType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method: "library.v1.LibraryService/CreateReview",
	},
	Body:           "review",
	Parent:         "parent",
	Parents:        []*store.Type{BookType},
	TakesKeyOfBody: true,
})

var libraryListReviews = rules.NewList[*libraryv1.ListReviewsRequest, *libraryv1.ListReviewsResponse](ReviewType, rules.ListPlan{
	Method: "library.v1.LibraryService/ListReviews",
	Filters: []rules.Filter{
		{Source: "parent", Operator: store.Under, Field: "name"},
	},
	Items: "reviews",
})

var libraryDeleteReview = rules.NewDelete[*libraryv1.DeleteReviewRequest, *libraryv1.Review](ReviewType, rules.DeletePlan{
	WritePlan: rules.WritePlan{
		Method: "library.v1.LibraryService/DeleteReview",
	},
	Key:          "name",
	AllowMissing: "allow_missing",
})

// LibraryServicePlan is what the server must know of the methods of library.v1.LibraryService.
var LibraryServicePlan = rules.ServicePlan{
	Checks: []validation.Check{libraryCreateShelf.Check(), libraryCreateBook.Check(), libraryUpdateBook.Check(), libraryCreateReview.Check()},
	Listings: []string{
		"library.v1.LibraryService/ImportBooks",
	},
	Feeds: []string{
		"library.v1.LibraryService/WatchBooks",
		"library.v1.LibraryService/WatchBook",
		"library.v1.LibraryService/WatchCopies",
	},
	Unimplemented: []string{
		"library.v1.LibraryService/ArchiveBook",
	},
}

// LibraryServiceDefaults are the defaults of library.v1.LibraryService. Embed it, and write the methods that are to do something else.
type LibraryServiceDefaults struct {
	libraryv1.UnimplementedLibraryServiceServer
	env *rules.Env
}

// NewLibraryServiceDefaults makes the defaults.
func NewLibraryServiceDefaults(env *rules.Env) *LibraryServiceDefaults {
	return &LibraryServiceDefaults{env: env}
}

// CreateShelf implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) CreateShelf(ctx context.Context, request *libraryv1.CreateShelfRequest) (*libraryv1.Shelf, error) {
	return libraryCreateShelf.Run(ctx, d.env, request)
}

// GetShelf implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) GetShelf(ctx context.Context, request *libraryv1.GetShelfRequest) (*libraryv1.Shelf, error) {
	return libraryGetShelf.Run(ctx, d.env, request)
}

// ListShelves implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) ListShelves(ctx context.Context, request *libraryv1.ListShelvesRequest) (*libraryv1.ListShelvesResponse, error) {
	return libraryListShelves.Run(ctx, d.env, request)
}

// DeleteShelf implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) DeleteShelf(ctx context.Context, request *libraryv1.DeleteShelfRequest) (*emptypb.Empty, error) {
	return libraryDeleteShelf.Run(ctx, d.env, request)
}

// CreateBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) CreateBook(ctx context.Context, request *libraryv1.CreateBookRequest) (*libraryv1.Book, error) {
	return libraryCreateBook.Run(ctx, d.env, request)
}

// GetBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) GetBook(ctx context.Context, request *libraryv1.GetBookRequest) (*libraryv1.Book, error) {
	return libraryGetBook.Run(ctx, d.env, request)
}

// ListBooks implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) ListBooks(ctx context.Context, request *libraryv1.ListBooksRequest) (*libraryv1.ListBooksResponse, error) {
	return libraryListBooks.Run(ctx, d.env, request)
}

// UpdateBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) UpdateBook(ctx context.Context, request *libraryv1.UpdateBookRequest) (*libraryv1.Book, error) {
	return libraryUpdateBook.Run(ctx, d.env, request)
}

// DeleteBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) DeleteBook(ctx context.Context, request *libraryv1.DeleteBookRequest) (*libraryv1.Book, error) {
	return libraryDeleteBook.Run(ctx, d.env, request)
}

// UndeleteBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) UndeleteBook(ctx context.Context, request *libraryv1.UndeleteBookRequest) (*libraryv1.Book, error) {
	return libraryUndeleteBook.Run(ctx, d.env, request)
}

// BatchGetBooks implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) BatchGetBooks(ctx context.Context, request *libraryv1.BatchGetBooksRequest) (*libraryv1.BatchGetBooksResponse, error) {
	return libraryBatchGetBooks.Run(ctx, d.env, request)
}

// ImportBooks implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) ImportBooks(stream grpc.ClientStreamingServer[libraryv1.ImportBooksRequest, libraryv1.ImportBooksResponse]) error {
	return libraryImportBooks.Run(d.env, stream)
}

// WatchBooks implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) WatchBooks(request *libraryv1.WatchBooksRequest, stream grpc.ServerStreamingServer[libraryv1.Book]) error {
	return libraryWatchBooks.Run(d.env, request, stream)
}

// WatchBook implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) WatchBook(request *libraryv1.WatchBooksRequest, stream grpc.ServerStreamingServer[libraryv1.BookChange]) error {
	return libraryWatchBook.Run(d.env, request, stream)
}

// WatchCopies implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) WatchCopies(stream grpc.BidiStreamingServer[libraryv1.ChangeCopies, libraryv1.CopiesChange]) error {
	return libraryWatchCopies.Run(d.env, stream)
}

// ArchiveBook implements [libraryv1.LibraryServiceServer]. It is yours to write.
func (d *LibraryServiceDefaults) ArchiveBook(context.Context, *libraryv1.GetBookRequest) (*libraryv1.Book, error) {
	return nil, rpcerr.NotImplemented("library.v1.LibraryService/ArchiveBook")
}

// CreateReview implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) CreateReview(ctx context.Context, request *libraryv1.CreateReviewRequest) (*libraryv1.Review, error) {
	return libraryCreateReview.Run(ctx, d.env, request)
}

// ListReviews implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) ListReviews(ctx context.Context, request *libraryv1.ListReviewsRequest) (*libraryv1.ListReviewsResponse, error) {
	return libraryListReviews.Run(ctx, d.env, request)
}

// DeleteReview implements [libraryv1.LibraryServiceServer].
func (d *LibraryServiceDefaults) DeleteReview(ctx context.Context, request *libraryv1.DeleteReviewRequest) (*libraryv1.Review, error) {
	return libraryDeleteReview.Run(ctx, d.env, request)
}
