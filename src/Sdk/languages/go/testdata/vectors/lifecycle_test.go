package vectors

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"

	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
)

func TestDeadline_OfTheServer_WakesWhatIsBlocked(t *testing.T) {
	serving := serve(t, server.Options{}, "DEADLINES__STREAM=200ms", `DEADLINES__METHODS={"ecommerce.v1.ProductService/WatchInventory":"200ms"}`)
	client := ecommercev1.NewProductServiceClient(dial(t, serving.Address))

	// A caller that sends nothing.
	upload, err := client.ImportProducts(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	wantCode(t, upload.RecvMsg(&ecommercev1.ImportSummary{}), codes.DeadlineExceeded, "")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}

	watch, err := client.WatchInventory(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	_, err = watch.Recv()
	wantCode(t, err, codes.DeadlineExceeded, "")
	serving.Log.find(t, "method", "ecommerce.v1.ProductService/WatchInventory")
}

func TestDeadline_OfAMethodThatIsNot_StopsTheStart(t *testing.T) {
	_, _, err := tryServe(t, server.Options{}, `DEADLINES__METHODS={"shop.v1.Shop/Get":"1s"}`)
	want := `configuration: deadlines.methods: "shop.v1.Shop/Get" is no method of this service; a method is named package.Service/Method`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestDrain_EndsWatches_AndLetsCallsEnd(t *testing.T) {
	serving := serve(t, server.Options{}, "SERVER__DRAIN_NOTICE=200ms")
	over := dial(t, serving.Address)
	watch, err := libraryv1.NewLibraryServiceClient(over).WatchBooks(within(t, patience), &libraryv1.WatchBooksRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Header(); err != nil {
		t.Fatal(err)
	}
	health, err := healthpb.NewHealthClient(over).Watch(within(t, patience), &healthpb.HealthCheckRequest{Service: "library.v1.LibraryService"})
	if err != nil {
		t.Fatal(err)
	}
	wantHealth(t, health, healthpb.HealthCheckResponse_SERVING)
	upload, err := ecommercev1.NewProductServiceClient(over).ImportProducts(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	if err := upload.Send(&ecommercev1.Product{Id: "a"}); err != nil {
		t.Fatal(err)
	}

	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		serving.stop()
	}()

	wantHealth(t, health, healthpb.HealthCheckResponse_NOT_SERVING)
	_, err = watch.Recv()
	wantCode(t, err, codes.Unavailable, "the server is shutting down")
	_, err = health.Recv()
	wantCode(t, err, codes.Unavailable, "the server is shutting down")
	summary, err := upload.CloseAndRecv()
	if err != nil || summary.GetSuccessful() != 1 {
		t.Errorf("got %v, %v", summary, err)
	}
	<-stopped
}

func wantHealth(t *testing.T, watch healthpb.Health_WatchClient, want healthpb.HealthCheckResponse_ServingStatus) {
	t.Helper()
	if got, err := watch.Recv(); err != nil || got.GetStatus() != want {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestConnectionAge_EndsWatches(t *testing.T) {
	serving := serve(t, server.Options{}, "SERVER__MAX_CONNECTION_AGE=300ms", "SERVER__MAX_CONNECTION_AGE_GRACE=20s")
	watch, err := libraryv1.NewLibraryServiceClient(dial(t, serving.Address)).WatchBooks(within(t, patience), &libraryv1.WatchBooksRequest{})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err = watch.Recv()
	wantCode(t, err, codes.Unavailable, "the server is shutting down")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestHealth_IsServedApart_AndNothingElseThere(t *testing.T) {
	serving := serve(t, server.Options{}, "SERVER__HEALTH_ADDRESS=127.0.0.1:0")
	apart := dial(t, serving.Health)
	got, err := healthpb.NewHealthClient(apart).Check(within(t, patience), &healthpb.HealthCheckRequest{})
	if err != nil || got.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("got %v, %v", got, err)
	}
	_, err = ask(within(t, patience), apart)
	wantCode(t, err, codes.Unimplemented, "")
}

func TestReady_DecidesHealth(t *testing.T) {
	notYet := errors.New("not yet")
	serving := serve(t, server.Options{Ready: func(context.Context) error { return notYet }})
	got, err := healthpb.NewHealthClient(dial(t, serving.Address)).Check(within(t, patience), &healthpb.HealthCheckRequest{})
	if err != nil || got.GetStatus() != healthpb.HealthCheckResponse_NOT_SERVING {
		t.Errorf("got %v, %v", got, err)
	}
	serving.Log.find(t, "msg", "health is NOT_SERVING: Options.Ready not ready")
}

func TestReflection_IsOffUntilItIsAskedFor(t *testing.T) {
	list := func(settings ...string) error {
		serving := serve(t, server.Options{}, settings...)
		stream, err := reflectionpb.NewServerReflectionClient(dial(t, serving.Address)).ServerReflectionInfo(within(t, patience))
		if err != nil {
			t.Fatal(err)
		}
		request := &reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}}
		if err := stream.Send(request); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		_, err = stream.Recv()
		return err
	}
	wantCode(t, list(), codes.Unimplemented, "")
	wantCode(t, list("SERVER__REFLECTION=true"), codes.OK, "")
}

func TestAccessLog_TellsOfEachCall_AndNothingOfWhatWasSent(t *testing.T) {
	serving := serve(t, asking)
	client := ecommercev1.NewProductServiceClient(dial(t, serving.Address))
	if _, err := client.BatchGetProducts(within(t, patience), &ecommercev1.BatchGetProductsRequest{}); err == nil {
		t.Fatal("it is not valid")
	}
	line := serving.Log.find(t, "method", "ecommerce.v1.ProductService/BatchGetProducts")
	for key, want := range map[string]any{
		"msg": "call", "kind": "unary", "code": "INVALID_ARGUMENT", "reason": "REQUEST_INVALID", "identity": "", "received": 1.0, "sent": 0.0,
	} {
		if line[key] != want {
			t.Errorf("%s: got %v, want %v", key, line[key], want)
		}
	}
	if _, ok := line["deadline_ms"].(float64); !ok {
		t.Errorf("got %v", line)
	}

	_, err := client.GetProduct(within(t, patience), &ecommercev1.GetProductRequest{ProductId: "panic"})
	wantCode(t, err, codes.Internal, "internal error")
	line = serving.Log.find(t, "code", "INTERNAL")
	if line["level"] != "ERROR" || line["method"] != "ecommerce.v1.ProductService/GetProduct" {
		t.Errorf("got %v", line)
	}
	serving.Log.find(t, "panic", "a secret")
}
