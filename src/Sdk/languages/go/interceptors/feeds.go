package interceptors

import (
	"context"
	"time"

	"example.com/grpc-service-template/internal/lifetime"
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
		end := func() { lifetime.End(ctx, rpcerr.Draining()) }
		defer context.AfterFunc(stopping, end)()
		if old != nil {
			defer time.AfterFunc(time.Until(old(ctx)), end).Stop()
		}
		return next(ctx)
	}
}
