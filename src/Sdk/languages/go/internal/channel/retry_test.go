package channel_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

// soon keeps the waits between attempts short.
func soon(client *config.Client) {
	client.Retry.InitialBackoff, client.Retry.MaxBackoff = time.Millisecond, time.Millisecond
}

func TestRetry_AttemptsAreAsManyAsConfigured_AndOfUnavailableAlone(t *testing.T) {
	for _, row := range []struct {
		most, made int
		code       codes.Code
	}{
		{4, 4, codes.Unavailable},
		{2, 2, codes.Unavailable},
		{1, 1, codes.Unavailable},
		{4, 1, codes.Internal},
		{4, 1, codes.ResourceExhausted},
		{4, 1, codes.DeadlineExceeded},
	} {
		made := failing(&answers{}, status.Error(row.code, "no"), 100)
		err := ask(t, client(t, serve(t, made, ""), func(client *config.Client) {
			soon(client)
			client.Retry.MaxAttempts = row.most
		}))
		wantCode(t, err, row.code, "")
		wantCalls(t, made, int64(row.made))
	}
}

func TestRetry_GoesOnUntilItIsAnswered(t *testing.T) {
	made := failing(&answers{}, errNotNow, 3)
	if err := ask(t, client(t, serve(t, made, ""), soon)); err != nil {
		t.Error(err)
	}
	wantCalls(t, made, 4)
}

func TestRetry_OfAMethodThatMayHaveBeenDone_IsNotMade(t *testing.T) {
	made := &answers{batch: func(context.Context, *ecommercev1.BatchGetProductsRequest) (*ecommercev1.BatchGetProductsResponse, error) {
		return nil, errNotNow
	}}
	_, err := client(t, serve(t, made, ""), soon).BatchGetProducts(within(t, patience), &ecommercev1.BatchGetProductsRequest{})
	wantCode(t, err, codes.Unavailable, "not now")
	wantCalls(t, made, 1)
}

func TestRetry_OfAMethodWithARequestID_IsForTheConfigurationToAllow(t *testing.T) {
	for isAllowed, want := range map[bool]int64{true: 4, false: 1} {
		ids := map[string]bool{}
		made := &answers{}
		made.create = func(_ context.Context, request *libraryv1.CreateBookRequest) (*libraryv1.Book, error) {
			ids[request.GetRequestId()] = true
			return nil, errNotNow
		}
		configuration := plaintext(serve(t, made, "").address)
		soon(&configuration.Client)
		configuration.Client.Retry.RequestIDs = isAllowed
		request := &libraryv1.CreateBookRequest{}
		_, err := libraryv1.NewLibraryServiceClient(open(t, configuration, channel.Options{})).CreateBook(within(t, patience), request)
		wantCode(t, err, codes.Unavailable, "not now")
		wantCalls(t, made, want)
		if len(ids) != 1 || ids[""] || request.GetRequestId() != "" {
			t.Errorf("got %v", ids)
		}
	}
}

func TestRetry_OfAStream_IsMadeUntilItsAnswerBegins(t *testing.T) {
	for begins, want := range map[bool]int64{true: 1, false: 4} {
		made := &answers{list: func(_ *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
			if begins {
				if err := stream.Send(&ecommercev1.Product{}); err != nil {
					return err
				}
			}
			return errNotNow
		}}
		stream, err := client(t, serve(t, made, ""), soon).ListProducts(within(t, patience), &ecommercev1.ListProductsRequest{})
		for err == nil {
			_, err = stream.Recv()
		}
		wantCode(t, err, codes.Unavailable, "not now")
		wantCalls(t, made, want)
	}
}

func TestThrottle_StopsRetries_WhenHalfOfTheTokensAreGone_UntilCallsSucceedAgain(t *testing.T) {
	made := failing(&answers{}, errNotNow, 6)
	over := client(t, serve(t, made, ""), func(client *config.Client) {
		soon(client)
		client.Retry.MaxTokens, client.Retry.TokenRatio = 6, 1
		client.Breaker.Failures = 0
	})
	// Of six tokens the third failure leaves three, which is half: no fourth attempt, and then none but the first.
	for _, want := range []int64{3, 4, 5, 6} {
		wantCode(t, ask(t, over), codes.Unavailable, "not now")
		wantCalls(t, made, want)
	}
	for range 5 {
		if err := ask(t, over); err != nil {
			t.Fatal(err)
		}
	}
	made.calls.Store(0)
	failing(made, errNotNow, 1)
	if err := ask(t, over); err != nil {
		t.Error(err)
	}
	wantCalls(t, made, 2)
}

// pushingBack answers once with how long to wait.
func pushingBack(pause string) *answers {
	made := &answers{}
	made.get = func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		if made.calls.Load() > 1 {
			return &ecommercev1.Product{}, nil
		}
		return nil, errorsOf(grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", pause)), errNotNow)
	}
	return made
}

func errorsOf(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func TestPushback_IsWaitedFor_AndANegativeOneEndsIt(t *testing.T) {
	made := pushingBack("300")
	start := time.Now()
	if err := ask(t, client(t, serve(t, made, ""), soon)); err != nil {
		t.Error(err)
	}
	wantCalls(t, made, 2)
	if took := time.Since(start); took < 300*time.Millisecond {
		t.Errorf("it took %s", took)
	}

	made = pushingBack("-1")
	wantCode(t, ask(t, client(t, serve(t, made, ""), soon)), codes.Unavailable, "not now")
	wantCalls(t, made, 1)
}

func TestDeadline_SpansAllAttempts(t *testing.T) {
	made := failing(&answers{}, errNotNow, 100)
	var last time.Time
	made.get = func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		if deadline, ok := ctx.Deadline(); ok {
			last = deadline
		}
		return nil, errNotNow
	}
	over := client(t, serve(t, made, ""), func(client *config.Client) {
		client.Deadline = 400 * time.Millisecond
		client.Retry.InitialBackoff, client.Retry.MaxBackoff, client.Retry.MaxAttempts = 10*time.Second, 10*time.Second, 5
	})
	start := time.Now()
	_, err := over.GetProduct(t.Context(), anything)
	took := time.Since(start)
	wantCode(t, err, codes.DeadlineExceeded, "")
	if took < 350*time.Millisecond || took > 8*time.Second || last.After(start.Add(2*time.Second)) {
		t.Errorf("it took %s, and the server was told %s", took, last.Sub(start))
	}
}
