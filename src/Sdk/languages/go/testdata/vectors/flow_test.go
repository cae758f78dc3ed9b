package vectors

import (
	"bytes"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
	ecommercev1svc "example.com/grpc-service-template/testdata/vectors/services/ecommerce/v1"
)

// flood sends until it is told to end, and tells why.
type flood struct {
	*ecommercev1svc.ProductServiceDefaults
	ended chan error
}

func (f flood) ListProducts(_ *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
	product := &ecommercev1.Product{Description: string(bytes.Repeat([]byte("x"), 16<<10))}
	return f.send(func() error { return stream.Send(product) })
}

func (f flood) WatchInventory(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
	change := &ecommercev1.InventoryChange{ProductId: string(bytes.Repeat([]byte("x"), 16<<10))}
	return f.send(func() error { return stream.Send(change) })
}

func (f flood) send(one func() error) error {
	for {
		if err := one(); err != nil {
			f.ended <- err
			return err
		}
	}
}

// A caller that does not read lets the server send as much as fits into the window, and no more: the deadline wakes it there.
func TestDeadline_OfTheServer_WakesWhatIsBlockedInSend(t *testing.T) {
	ended := make(chan error, 1)
	serving := serve(t, server.Options{
		EcommerceV1ProductService: func(defaults *ecommercev1svc.ProductServiceDefaults) ecommercev1.ProductServiceServer {
			return flood{defaults, ended}
		},
	}, "DEADLINES__STREAM=200ms", `DEADLINES__METHODS={"ecommerce.v1.ProductService/WatchInventory":"200ms"}`)
	client := ecommercev1.NewProductServiceClient(dial(t, serving.Address, grpc.WithStaticStreamWindowSize(64<<10), grpc.WithStaticConnWindowSize(1<<20)))

	list, err := client.ListProducts(within(t, patience), &ecommercev1.ListProductsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	wantWoken(t, serving, ended, "ecommerce.v1.ProductService/ListProducts")
	for err == nil {
		_, err = list.Recv()
	}
	wantCode(t, err, codes.DeadlineExceeded, "")

	watch, err := client.WatchInventory(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	wantWoken(t, serving, ended, "ecommerce.v1.ProductService/WatchInventory")
	for err == nil {
		_, err = watch.Recv()
	}
	wantCode(t, err, codes.DeadlineExceeded, "")
}

func wantWoken(t *testing.T, serving *serving, ended <-chan error, method string) {
	t.Helper()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it sent all")
		}
	case <-time.After(patience):
		t.Fatal("nothing woke it")
	}
	if line := serving.Log.find(t, "method", method); line["code"] != "DEADLINE_EXCEEDED" {
		t.Errorf("got %v", line)
	}
}
