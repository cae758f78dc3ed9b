package channel

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/resolver"
)

const (
	// usualInterval is how often names are resolved again where nothing else is said.
	usualInterval = 30 * time.Second

	// leastInterval bounds how often that is, also when connections are lost, and is the pause after a failure.
	leastInterval = time.Second
)

// names resolves addresses, each of which may have a name for its host, to all servers behind them, and looks again: by the
// clock, when a connection is lost, and soon after a failure. The library's own resolver takes one name, looks again only
// when a connection is lost, and not within half a minute (grpc-go#6604); a server that is added would get no calls.
type names struct {
	scheme    string
	addresses []string
	interval  time.Duration
	lookup    func(ctx context.Context, host string) ([]string, error)
}

// Scheme implements [resolver.Builder].
func (n names) Scheme() string { return n.scheme }

// Build implements [resolver.Builder].
func (n names) Build(_ resolver.Target, connection resolver.ClientConn, _ resolver.BuildOptions) (resolver.Resolver, error) {
	ctx, cancel := context.WithCancel(context.Background())
	built := &nameResolver{names: n, connection: connection, again: make(chan struct{}, 1), cancel: cancel, found: map[string][]string{}}
	built.running.Go(func() { built.run(ctx) })
	return built, nil
}

type nameResolver struct {
	names
	connection resolver.ClientConn
	again      chan struct{}
	cancel     context.CancelFunc
	running    sync.WaitGroup
	found      map[string][]string // host:port of the servers behind each address, as far as it was ever resolved
}

// ResolveNow implements [resolver.Resolver].
func (r *nameResolver) ResolveNow(resolver.ResolveNowOptions) {
	select {
	case r.again <- struct{}{}:
	default: // it is asked for already
	}
}

// Close implements [resolver.Resolver].
func (r *nameResolver) Close() {
	r.cancel()
	r.running.Wait()
}

func (r *nameResolver) run(ctx context.Context) {
	for {
		pause := r.interval
		if err := r.resolve(ctx); err != nil {
			pause = leastInterval
		}
		if !sleep(ctx, min(pause, leastInterval), nil) || !sleep(ctx, pause-leastInterval, r.again) {
			return
		}
	}
}

// sleep waits until the time is over or somebody wakes it.
func sleep(ctx context.Context, duration time.Duration, wake <-chan struct{}) (goOn bool) {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-wake:
	}
	return true
}

// resolve tells the servers that are behind the addresses; those of a name that cannot be resolved now are those of before.
func (r *nameResolver) resolve(ctx context.Context) error {
	var failure error
	for _, address := range r.addresses {
		host, port, _ := net.SplitHostPort(address)
		hosts, err := r.lookup(ctx, host)
		if err != nil {
			failure = fmt.Errorf("%s cannot be found: %w", strings.Join(r.addresses, ", "), err)
			continue
		}
		servers := make([]string, len(hosts))
		for i, found := range hosts {
			servers[i] = net.JoinHostPort(found, port)
		}
		r.found[address] = servers
	}
	if state := r.state(); len(state.Addresses) > 0 {
		_ = r.connection.UpdateState(state) // it is resolved again anyway
	} else {
		r.connection.ReportError(failure)
	}
	return failure
}

// state is all servers that are known. One that is there twice is one to the library.
func (r *nameResolver) state() (made resolver.State) {
	for _, address := range r.addresses {
		for _, server := range r.found[address] {
			made.Addresses = append(made.Addresses, resolver.Address{Addr: server})
		}
	}
	return made
}
