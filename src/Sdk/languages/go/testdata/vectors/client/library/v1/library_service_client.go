// Package libraryv1client calls the services of library.v1, over a channel that the package client opens.
package libraryv1client

import (
	"context"
	"iter"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/channel"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

// LibraryServiceClient calls library.v1.LibraryService: the stub that protoc made, and what can be done with it. In tests
// a stand-in may take the stub's place.
type LibraryServiceClient struct {
	libraryv1.LibraryServiceClient
}

// NewLibraryServiceClient makes a client that calls over a channel, which many may share.
func NewLibraryServiceClient(over grpc.ClientConnInterface) LibraryServiceClient {
	return LibraryServiceClient{libraryv1.NewLibraryServiceClient(over)}
}

// ListBooksAll walks through all that ListBooks lists, from the request's page on; each page is asked for when the
// one before has been read. An error is the last that the walk gives.
func (c LibraryServiceClient) ListBooksAll(ctx context.Context, request *libraryv1.ListBooksRequest, options ...grpc.CallOption) iter.Seq2[*libraryv1.Book, error] {
	ask := func(page *libraryv1.ListBooksRequest) (*libraryv1.ListBooksResponse, error) {
		return c.ListBooks(ctx, page, options...)
	}
	return channel.Pages(request, "page_token", ask, (*libraryv1.ListBooksResponse).GetBooks, (*libraryv1.ListBooksResponse).GetNextPageToken)
}
