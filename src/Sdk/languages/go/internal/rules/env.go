// Package rules holds what methods do by default. A rule is made once of a plan, which names fields of the contract, and
// is run by every call; it panics where it is made of a plan that does not fit the contract.
package rules

import (
	"context"
	"time"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/store"
)

// Env is what the defaults of all services work with.
type Env struct {
	Store             store.Store
	Clock             func() time.Time
	IDs               store.IDs
	MaxStreamMessages int                         // of an import
	WaitForTurn       func(context.Context) error // counts a command, once its caller may send one; nil for any number

	turns turns
}

// cause is the cause of what a call writes.
func (e *Env) cause(ctx context.Context) store.Cause {
	return store.Cause{Actor: interceptors.IdentityFrom(ctx).Name(), Time: e.Clock().UTC().Truncate(time.Millisecond)}
}

// waitForTurn waits until the caller may send one more command.
func (e *Env) waitForTurn(ctx context.Context) error {
	if e.WaitForTurn == nil {
		return nil
	}
	return e.WaitForTurn(ctx)
}
