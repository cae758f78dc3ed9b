package channel

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc/resolver"
)

const (
	listScheme = "addresses"

	// resolveInterval is how often names are resolved again; it is done at once, too, when a connection is lost.
	resolveInterval = 30 * time.Second

	// leastInterval bounds how often that is.
	leastInterval = time.Second
)

// list resolves several addresses, each of which may be a name, to all servers that are behind them.
type list []string

// Scheme implements [resolver.Builder].
func (list) Scheme() string { return listScheme }

// Build implements [resolver.Builder].
func (l list) Build(_ resolver.Target, connection resolver.ClientConn, _ resolver.BuildOptions) (resolver.Resolver, error) {
	ctx, cancel := context.WithCancel(context.Background())
	built := &listResolver{addresses: l, connection: connection, again: make(chan struct{}, 1), cancel: cancel}
	built.running.Go(func() { built.run(ctx) })
	return built, nil
}

type listResolver struct {
	addresses  []string
	connection resolver.ClientConn
	again      chan struct{}
	cancel     context.CancelFunc
	running    sync.WaitGroup
}

// ResolveNow implements [resolver.Resolver].
func (r *listResolver) ResolveNow(resolver.ResolveNowOptions) {
	select {
	case r.again <- struct{}{}:
	default: // it is asked for already
	}
}

// Close implements [resolver.Resolver].
func (r *listResolver) Close() {
	r.cancel()
	r.running.Wait()
}

func (r *listResolver) run(ctx context.Context) {
	for {
		r.resolve(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(leastInterval):
		}
		select {
		case <-ctx.Done():
			return
		case <-r.again:
		case <-time.After(resolveInterval):
		}
	}
}

// resolve tells the servers that were found; names that cannot be resolved count only where nothing was.
func (r *listResolver) resolve(ctx context.Context) {
	var state resolver.State
	var errs []error
	for _, address := range r.addresses {
		host, port, _ := net.SplitHostPort(address)
		found, err := net.DefaultResolver.LookupHost(ctx, host)
		errs = append(errs, err)
		for _, each := range found {
			state.Addresses = append(state.Addresses, resolver.Address{Addr: net.JoinHostPort(each, port)})
		}
	}
	if len(state.Addresses) == 0 {
		r.connection.ReportError(errors.Join(errs...))
		return
	}
	_ = r.connection.UpdateState(state) // it is resolved again anyway
}
