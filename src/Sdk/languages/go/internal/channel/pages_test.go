package channel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

// books answers three pages of two, by the numbers of their tokens.
func books(asked *[]string, fails string) func(*libraryv1.ListBooksRequest) (*libraryv1.ListBooksResponse, error) {
	return func(request *libraryv1.ListBooksRequest) (*libraryv1.ListBooksResponse, error) {
		token := request.GetPageToken()
		*asked = append(*asked, fmt.Sprintf("%s of %d", token, request.GetPageSize()))
		if token == fails {
			return nil, errNotNow
		}
		number, _ := strconv.Atoi(token)
		answer := &libraryv1.ListBooksResponse{Books: []*libraryv1.Book{{Title: fmt.Sprint(number, "a")}, {Title: fmt.Sprint(number, "b")}}}
		if number < 2 {
			answer.NextPageToken = strconv.Itoa(number + 1)
		}
		return answer, nil
	}
}

// walk takes so many of a list, with its error as the last.
func walk(asked *[]string, request *libraryv1.ListBooksRequest, fails string, most int) (got []string) {
	all := channel.Pages(request, "page_token", books(asked, fails), (*libraryv1.ListBooksResponse).GetBooks, (*libraryv1.ListBooksResponse).GetNextPageToken)
	for book, err := range all {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		if got = append(got, book.GetTitle()); len(got) == most {
			break
		}
	}
	return got
}

func TestPages_OfAnswers_AreWalkedThrough_EachWhenTheOneBeforeHasBeenRead(t *testing.T) {
	for name, row := range map[string]struct {
		request     *libraryv1.ListBooksRequest
		fails       string
		most        int
		got, asking []string
	}{
		"all":             {&libraryv1.ListBooksRequest{PageSize: 7}, "none", 99, []string{"0a", "0b", "1a", "1b", "2a", "2b"}, []string{" of 7", "1 of 7", "2 of 7"}},
		"from a page on":  {&libraryv1.ListBooksRequest{PageToken: "2"}, "none", 99, []string{"2a", "2b"}, []string{"2 of 0"}},
		"some":            {&libraryv1.ListBooksRequest{}, "none", 3, []string{"0a", "0b", "1a"}, []string{" of 0", "1 of 0"}},
		"until an error":  {&libraryv1.ListBooksRequest{}, "1", 99, []string{"0a", "0b", errNotNow.Error()}, []string{" of 0", "1 of 0"}},
		"without request": {nil, "none", 1, []string{"0a"}, []string{" of 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			before := row.request.GetPageToken()
			if got := walk(&asked, row.request, row.fails, row.most); !slices.Equal(got, row.got) || !slices.Equal(asked, row.asking) {
				t.Errorf("got %q by %q", got, asked)
			}
			if row.request.GetPageToken() != before {
				t.Error("the caller's request was changed")
			}
		})
	}
}

// streaming answers the same over a socket, by streams; the second page fails where it is to.
func streaming(t *testing.T, fails bool, ended chan<- error) (*answers, ecommercev1.ProductServiceClient) {
	t.Helper()
	made := &answers{list: func(request *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
		number, _ := strconv.Atoi(request.GetPageToken())
		if err := stream.Send(&ecommercev1.Product{Id: fmt.Sprint(number, "a")}); err != nil {
			return err
		}
		if number == 1 && fails {
			return errNotNow
		}
		if ended != nil {
			<-stream.Context().Done()
			ended <- stream.Context().Err()
		}
		if number < 2 {
			stream.SetTrailer(metadata.Pairs("next-page-token", strconv.Itoa(number+1)))
		}
		return stream.Send(&ecommercev1.Product{Id: fmt.Sprint(number, "b")})
	}}
	return made, client(t, serve(t, made, ""), func(client *config.Client) { client.StreamDeadline = 2 * patience })
}

func streamed(t *testing.T, over ecommercev1.ProductServiceClient, most int) (got []string, last error) {
	t.Helper()
	ask := func(ctx context.Context, page *ecommercev1.ListProductsRequest) (grpc.ServerStreamingClient[ecommercev1.Product], error) {
		return over.ListProducts(ctx, page)
	}
	for product, err := range channel.StreamedPages(t.Context(), &ecommercev1.ListProductsRequest{}, "page_token", ask) {
		if err != nil {
			return got, err
		}
		if got = append(got, product.GetId()); len(got) == most {
			break
		}
	}
	return got, nil
}

func TestPages_OfStreams_AreWalkedThrough_ByTheirTrailer(t *testing.T) {
	made, over := streaming(t, false, nil)
	if got, err := streamed(t, over, 99); err != nil || !slices.Equal(got, []string{"0a", "0b", "1a", "1b", "2a", "2b"}) {
		t.Errorf("got %q, %v", got, err)
	}
	wantCalls(t, made, 3)

	made, over = streaming(t, true, nil)
	got, err := streamed(t, over, 99)
	if !slices.Equal(got, []string{"0a", "0b", "1a"}) {
		t.Errorf("got %q", got)
	}
	wantCode(t, err, codes.Unavailable, "not now")
	wantCalls(t, made, 2)
}

func TestPages_OfStreams_ThatAreLeftEarly_EndOnTheServer(t *testing.T) {
	ended := make(chan error, 1)
	made, over := streaming(t, false, ended)
	if got, err := streamed(t, over, 1); err != nil || !slices.Equal(got, []string{"0a"}) {
		t.Errorf("got %q, %v", got, err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(patience):
		t.Fatal("the call went on")
	}
	wantCalls(t, made, 1)
}
