package channel_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// oneAttempt has three failures in a row open the circuit, for longer than any test takes.
func oneAttempt(client *config.Client) {
	client.Retry.MaxAttempts = 1
	client.Breaker = config.Breaker{Failures: 3, OpenFor: time.Hour}
}

func reasonOf(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

func wantOpen(t *testing.T, err error) {
	t.Helper()
	wantCode(t, err, codes.Unavailable, "the circuit to ")
	if reasonOf(err) != "CIRCUIT_OPEN" {
		t.Errorf("got the reason %q", reasonOf(err))
	}
}

func TestCircuit_OpensAfterFailuresInARow_LetsOneProbeThrough_AndClosesWithIt(t *testing.T) {
	const openFor = 200 * time.Millisecond
	held, let := make(chan time.Time), make(chan error)
	made := &answers{}
	made.get = func(context.Context, *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		switch calls := made.calls.Load(); {
		case calls <= 3:
			return nil, errNotNow
		case calls <= 5:
			held <- time.Now()
			return &ecommercev1.Product{}, <-let
		default:
			return &ecommercev1.Product{}, nil
		}
	}
	over := client(t, serve(t, made, ""), func(client *config.Client) {
		oneAttempt(client)
		client.Breaker.OpenFor = openFor
	})
	var opened time.Time // or shortly before
	for range 3 {
		opened = time.Now()
		wantCode(t, ask(t, over), codes.Unavailable, "not now")
	}
	for _, answer := range []error{errNotNow, nil} {
		probe := make(chan error, 1)
		go func() { probe <- probeOf(over) }()
		if waited := (<-held).Sub(opened); waited < openFor {
			t.Errorf("the circuit was open for %s", waited)
		}
		wantOpen(t, ask(t, over))
		opened = time.Now()
		let <- answer
		if err := <-probe; status.Code(err) != status.Code(answer) {
			t.Errorf("got %v, want %v", err, answer)
		}
	}
	for range 3 {
		if err := ask(t, over); err != nil {
			t.Error(err)
		}
	}
	wantCalls(t, made, 8)
}

// probeOf calls until a call is let through.
func probeOf(over ecommercev1.ProductServiceClient) error {
	for {
		_, err := over.GetProduct(context.Background(), anything)
		if reasonOf(err) != "CIRCUIT_OPEN" {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestCircuit_ThatIsOpen_RefusesCallsOfAllKinds(t *testing.T) {
	made := failing(&answers{}, errNotNow, 100)
	over := client(t, serve(t, made, ""), oneAttempt)
	for range 3 {
		_ = ask(t, over)
	}
	ctx := within(t, patience)
	wantOpen(t, ask(t, over))
	_, err := over.ListProducts(ctx, &ecommercev1.ListProductsRequest{})
	wantOpen(t, err)
	_, err = over.ImportProducts(ctx)
	wantOpen(t, err)
	_, err = over.WatchInventory(ctx)
	wantOpen(t, err)
	wantCalls(t, made, 3)
}

func TestCircuit_IsNotOpenedBy(t *testing.T) {
	draining, err := status.New(codes.Unavailable, "the server is shutting down").WithDetails(&errdetails.ErrorInfo{Reason: "DRAINING"})
	if err != nil {
		t.Fatal(err)
	}
	for name, get := range map[string]func(ctx context.Context) error{
		"drain": func(context.Context) error { return draining.Err() },
		"other": func(context.Context) error { return status.Error(codes.Internal, "no") },
		"headers": func(ctx context.Context) error {
			return errorsOf(grpc.SendHeader(ctx, metadata.MD{}), errNotNow)
		},
		"cancelled": func(ctx context.Context) error {
			<-ctx.Done()
			return errNotNow
		},
	} {
		t.Run(name, func(t *testing.T) {
			made := &answers{get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
				return nil, get(ctx)
			}}
			over := client(t, serve(t, made, ""), oneAttempt)
			for count := range int64(8) {
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() {
					_, err := over.GetProduct(ctx, anything)
					ended <- err
				}()
				eventually(t, "the call", func() bool { return made.calls.Load() == count+1 })
				if name == "cancelled" {
					cancel()
				}
				if err := <-ended; err == nil || reasonOf(err) == "CIRCUIT_OPEN" {
					t.Errorf("got %v", err)
				}
				cancel()
			}
		})
	}
}

func TestCircuit_IsNotOpenedByAServerThatSaysThatItDoesNotServe(t *testing.T) {
	made := &answers{}
	told := health.NewServer()
	told.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	server := serveWith(t, made, "", func(server *grpc.Server) { healthpb.RegisterHealthServer(server, told) })
	over := client(t, server, oneAttempt)
	for range 8 {
		wantCode(t, ask(t, over), codes.Unavailable, "connection active but health check failed")
	}
	wantCalls(t, made, 0)
	told.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
	eventually(t, "an answer", func() bool { return ask(t, over) == nil })
}

func TestCircuit_CountsAnewAfterASuccess_AndAWatchThatBeginsIsOne(t *testing.T) {
	made := failing(&answers{}, errNotNow, 100)
	made.watch = func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
		err := stream.SendHeader(metadata.MD{})
		<-stream.Context().Done()
		return err
	}
	over := client(t, serve(t, made, ""), oneAttempt)
	for count := range 8 {
		wantCode(t, ask(t, over), codes.Unavailable, "not now")
		if count%2 == 1 {
			watch, err := over.WatchInventory(within(t, patience))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := watch.Header(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestCircuit_CountsServersThatCannotBeReached(t *testing.T) {
	over := client(t, backend{address: port(t)}, oneAttempt)
	for range 3 {
		if err := ask(t, over); status.Code(err) != codes.Unavailable || reasonOf(err) != "" {
			t.Errorf("got %v", err)
		}
	}
	wantOpen(t, ask(t, over))
}
