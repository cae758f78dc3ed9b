// Package lifetime ends calls that their callers do not end: by a deadline, with the server, with their connection, or
// with the token that they began with.
//
// A context that a handler or an interceptor makes does not wake what waits in Recv or Send, which wait on the
// transport's own. Each call's life is therefore made where the transport makes the call.
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

type lifeKey struct{}

// life is what can end a call. Its parent is the transport's, which ends with the call, and with it what is made here.
type life struct {
	end  context.CancelCauseFunc
	stop context.CancelFunc // the timer's
}

// Tap gives each call a life. Methods are named /package.Service/Method.
func Tap(limits map[string]Limit) tap.ServerInHandle {
	return func(ctx context.Context, info *tap.Info) (context.Context, error) {
		made := &life{stop: func() {}}
		if timeout := limits[info.FullMethodName].timeout(ctx); timeout > 0 {
			ctx, made.stop = context.WithTimeout(ctx, timeout)
		}
		ctx, made.end = context.WithCancelCause(ctx)
		return context.WithValue(ctx, lifeKey{}, made), nil
	}
}

// End ends the call that a context belongs to, as if it had failed with an error. It does nothing outside of a server.
func End(ctx context.Context, err error) {
	if ended, ok := ctx.Value(lifeKey{}).(*life); ok {
		ended.end(err)
		ended.stop()
	}
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
