package interceptors

import (
	"context"
	"errors"
	"time"

	"example.com/grpc-service-template/rpcerr"
)

// Feeds ends watches, which have no end of their own, when the server does, or when their connection is old. Feeds are
// named package.Service/Method; stopping ends when the server does; old tells when the connection of a call is too old for
// them, and is nil for never.
func Feeds(stopping context.Context, old func(context.Context) time.Time, feeds ...string) Step {
	known := make(map[string]bool, len(feeds))
	for _, feed := range feeds {
		known[feed] = true
	}
	return func(ctx context.Context, call Call, next func(context.Context) error) error {
		if !known[call.Method] {
			return next(ctx)
		}
		return endable(ctx, next, func(end func(error)) (disarm func()) {
			drain := context.AfterFunc(stopping, func() { end(rpcerr.Draining()) })
			if old == nil {
				return func() { drain() }
			}
			age := time.AfterFunc(time.Until(old(ctx)), func() { end(rpcerr.Draining()) })
			return func() {
				drain()
				age.Stop()
			}
		})
	}
}

// endable runs a call that can end earlier than its caller ends it: with the error that end is given. Arm has end called
// when it is time, until it is disarmed.
func endable(ctx context.Context, next func(context.Context) error, arm func(end func(error)) (disarm func())) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	defer arm(end)()
	err := next(ctx)
	var ended *rpcerr.Error
	if err != nil && errors.As(context.Cause(ctx), &ended) {
		return ended
	}
	return err
}
