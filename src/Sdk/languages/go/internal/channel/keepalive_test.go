package channel_test

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/keepalive"

	"example.com/grpc-service-template/config"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// wire leads to a server until it is frozen: then nothing comes through any more, and nobody is told.
type wire struct {
	listener net.Listener
	mutex    sync.Mutex
	isFrozen bool
	ends     []net.Conn
	running  sync.WaitGroup
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	made := &wire{listener: listener}
	made.running.Go(func() { made.accept(to) })
	t.Cleanup(func() {
		_ = listener.Close()
		made.mutex.Lock()
		for _, each := range made.ends {
			_ = each.Close()
		}
		made.mutex.Unlock()
		made.running.Wait()
	})
	return made
}

func (w *wire) accept(to string) {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", to)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mutex.Lock()
		w.ends = append(w.ends, near, far)
		w.mutex.Unlock()
		w.running.Go(func() { _, _ = io.Copy(end{w, far}, near) })
		w.running.Go(func() { _, _ = io.Copy(end{w, near}, far) })
	}
}

func (w *wire) freeze() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.isFrozen = true
}

// end is an end of a wire.
type end struct {
	wire *wire
	to   net.Conn
}

func (e end) Write(data []byte) (int, error) {
	e.wire.mutex.Lock()
	isFrozen := e.wire.isFrozen
	e.wire.mutex.Unlock()
	if isFrozen {
		return len(data), nil
	}
	return e.to.Write(data)
}

func TestKeepalive_FindsThatAServerIsGone(t *testing.T) {
	t.Parallel()
	made := &answers{watch: func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
		err := stream.Send(&ecommercev1.InventoryChange{})
		<-stream.Context().Done()
		return err
	}}
	between := newWire(t, serve(t, made, "", grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second})).address)
	over := client(t, backend{address: between.listener.Addr().String()}, func(client *config.Client) {
		client.KeepaliveTime, client.KeepaliveTimeout = 10*time.Second, time.Second
	})
	watch, err := over.WatchInventory(within(t, patience))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	between.freeze()
	_, err = watch.Recv()
	wantCode(t, err, codes.Unavailable, "")
}
