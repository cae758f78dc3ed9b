// Package lifetime bounds how long calls may take.
package lifetime

import (
	"context"
	"time"

	"google.golang.org/grpc/tap"
)

// Limit bounds the calls of a method; 0 for no bound.
type Limit struct {
	Default time.Duration // where the caller sets no deadline
	Most    time.Duration
}

// Tap sets the deadlines of calls where the transport makes them: one that a handler or an interceptor sets does not wake
// what waits in Recv or Send. Methods are named /package.Service/Method.
func Tap(limits map[string]Limit) tap.ServerInHandle {
	return func(ctx context.Context, info *tap.Info) (context.Context, error) {
		timeout := limits[info.FullMethodName].timeout(ctx)
		if timeout == 0 {
			return ctx, nil
		}
		limited, cancel := context.WithTimeout(ctx, timeout)
		return bounded{limited, cancel}, nil
	}
}

// bounded is a context with a deadline. The transport ends the one that it was made of with the call, and the timer with
// it, so that nobody needs to cancel it.
type bounded struct {
	context.Context
	_ context.CancelFunc
}

// timeout is what the caller's deadline is cut to; 0 where it stays.
func (l Limit) timeout(ctx context.Context) time.Duration {
	deadline, isSet := ctx.Deadline()
	switch {
	case !isSet:
		return l.Default
	case l.Most > 0 && time.Until(deadline) > l.Most:
		return l.Most
	default:
		return 0
	}
}
