package channel_test

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

func TestServers_AreCalledAsConfigured(t *testing.T) {
	for balancing, want := range map[config.LoadBalancing]int{config.RoundRobin: 3, config.PickFirst: 1} {
		made := make([]answers, 3)
		var addresses []string
		for i := range made {
			addresses = append(addresses, serve(t, &made[i], "").address)
		}
		configuration := plaintext(addresses...)
		configuration.Client.LoadBalancing = balancing
		over := ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{}))
		called := func() (called int) {
			for i := range made {
				if made[i].calls.Load() >= 10 {
					called++
				}
			}
			return called
		}
		eventually(t, "calls", func() bool {
			if err := ask(t, over); err != nil {
				t.Fatal(err)
			}
			return called() == want
		})
		if balancing == config.PickFirst {
			for range 50 {
				_ = ask(t, over)
			}
			if called() != 1 {
				t.Errorf("%d were called", called())
			}
		}
	}
}

func TestOneOfThree_KilledAndRevived_FailsNoCall(t *testing.T) {
	slow := func(context.Context, *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		time.Sleep(time.Millisecond)
		return &ecommercev1.Product{}, nil
	}
	made := make([]answers, 3)
	var servers []backend
	var addresses []string
	for i := range made {
		made[i].get = slow
		servers = append(servers, serve(t, &made[i], ""))
		addresses = append(addresses, servers[i].address)
	}
	over := ecommercev1.NewProductServiceClient(open(t, plaintext(addresses...), channel.Options{}))
	// No more callers than may fail at once before retries are throttled.
	stop := callOften(t, 4, func() error { return ask(t, over) })
	eventually(t, "calls", func() bool { return made[2].calls.Load() > 20 })

	servers[2].Stop()
	before := made[0].calls.Load()
	eventually(t, "calls of the others", func() bool { return made[0].calls.Load() > before+50 })
	before = made[2].calls.Load()
	serve(t, &made[2], servers[2].address)
	eventually(t, "calls of the revived", func() bool { return made[2].calls.Load() > before+20 })
	stop()
}

// callOften has several callers call until it is told to stop; no call may fail.
func callOften(t *testing.T, callers int, call func() error) (stop func()) {
	t.Helper()
	var enough atomic.Bool
	var running sync.WaitGroup
	for range callers {
		running.Go(func() {
			for !enough.Load() {
				if err := call(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	return func() {
		enough.Store(true)
		running.Wait()
	}
}

func TestConnectTimeout_EndsWhatDoesNotComeAbout(t *testing.T) {
	t.Parallel()
	// Connections come about, and nobody speaks on them.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	over := client(t, backend{address: listener.Addr().String()}, func(client *config.Client) {
		client.ConnectTimeout = 300 * time.Millisecond
	})
	start := time.Now()
	wantCode(t, ask(t, over), codes.Unavailable, "")
	if took := time.Since(start); took < 250*time.Millisecond || took > 9*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestChannels_AreAsManyConnectionsToOneServer(t *testing.T) {
	var peers sync.Map
	made := &answers{get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		from, _ := peer.FromContext(ctx)
		peers.Store(from.Addr.String(), true)
		return &ecommercev1.Product{}, nil
	}}
	over := client(t, serve(t, made, ""), func(client *config.Client) { client.Channels = 3 })
	for range 9 {
		if err := ask(t, over); err != nil {
			t.Error(err)
		}
	}
	count := 0
	peers.Range(func(any, any) bool { count++; return true })
	if count != 3 {
		t.Errorf("got %d connections", count)
	}
}

func TestWaitForReady_WaitsForTheServer_AndWithoutItTheCallFails(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		waits   bool
		options []grpc.CallOption
	}{
		"as configured": {true, nil},
		"as called":     {false, []grpc.CallOption{grpc.WaitForReady(true)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listening := port(t)
			over := client(t, backend{address: listening}, func(client *config.Client) { client.WaitForReady = row.waits })
			wantCode(t, ask(t, over, grpc.WaitForReady(false)), codes.Unavailable, "")
			ended := make(chan error, 1)
			go func() { ended <- ask(t, over, row.options...) }()
			serve(t, &answers{}, listening)
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
