package vectors

import (
	"fmt"
	"slices"
	"testing"

	"example.com/grpc-service-template/testdata/vectors/client"
	ecommercev1client "example.com/grpc-service-template/testdata/vectors/client/ecommerce/v1"
	libraryv1client "example.com/grpc-service-template/testdata/vectors/client/library/v1"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
)

// A walk through pages, over the server's own, which may be answers or streams.
func TestClient_WalksThroughPages(t *testing.T) {
	channel := openChannel(t, "CLIENT__TARGET="+serve(t, server.Options{}).Address)
	var want []string
	books := libraryv1client.NewLibraryServiceClient(channel)
	for i := range 7 {
		id := fmt.Sprint("book-", i)
		want = append(want, id)
		if _, err := books.CreateBook(within(t, patience), &libraryv1.CreateBookRequest{BookId: id, Book: &libraryv1.Book{Title: id}}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for book, err := range books.ListBooksAll(within(t, patience), &libraryv1.ListBooksRequest{PageSize: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, book.GetTitle())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	wantStreamed(t, channel)
}

func wantStreamed(t *testing.T, channel *client.Channel) {
	t.Helper()
	products := ecommercev1client.NewProductServiceClient(channel)
	upload, err := products.ImportProducts(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a", "b", "c", "d", "e"}
	for _, id := range want {
		if err := upload.Send(&ecommercev1.Product{Id: id, Name: id}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := upload.CloseAndRecv(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for product, err := range products.ListProductsAll(within(t, patience), &ecommercev1.ListProductsRequest{PageSize: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, product.GetId())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
