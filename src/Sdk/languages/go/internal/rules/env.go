// Package rules holds what methods do by default. A rule is made once of a plan, which names fields of the contract, and
// is run by every call; it panics where it is made of a plan that does not fit the contract.
package rules

import (
	"context"
	"time"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// Env is what the defaults of all services work with.
type Env struct {
	Store             store.Store
	Clock             func() time.Time
	IDs               store.IDs
	MaxStreamMessages int             // of an import
	Stopping          context.Context // ends when the server begins to end: a watch, which has no end of its own, ends then

	turns turns
}

// cause is the cause of what a call writes.
func (e *Env) cause(ctx context.Context) store.Cause {
	return store.Cause{Actor: interceptors.IdentityFrom(ctx), Time: e.Clock().UTC().Truncate(time.Millisecond)}
}

// untilStopping is a context that also ends, as refused, when the server begins to end.
func (e *Env) untilStopping(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(e.Stopping, func() { cancel(rpcerr.Draining()) })
	return ctx, func(cause error) {
		stop()
		cancel(cause)
	}
}
