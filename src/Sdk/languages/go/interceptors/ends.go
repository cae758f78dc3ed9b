package interceptors

import (
	"context"
	"errors"
	"time"

	"example.com/grpc-service-template/rpcerr"
)

// Ends end streams that their callers do not end.
type Ends struct {
	Feeds    map[string]bool                     // watches, which have no end of their own, by package.Service/Method
	Stopping context.Context                     // ends when the server does
	OldAt    func(ctx context.Context) time.Time // tells when the connection of a call is too old for a watch; nil for never
	Clock    func() time.Time
}

// run runs a stream until something ends it: a watch ends when the server does, or when its connection is old; and every
// stream ends with the token that it began with.
func (e Ends) run(ctx context.Context, call *Call, next func(context.Context) error) error {
	isFeed, expires := e.Feeds[call.Method], call.identity.Expires
	if !isFeed && expires.IsZero() {
		return next(ctx)
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	if !expires.IsZero() {
		defer time.AfterFunc(expires.Sub(e.Clock()), func() { end(rpcerr.TokenExpired()) }).Stop()
	}
	if isFeed {
		drain := func() { end(rpcerr.Draining()) }
		defer context.AfterFunc(e.Stopping, drain)()
		if e.OldAt != nil {
			defer time.AfterFunc(time.Until(e.OldAt(ctx)), drain).Stop()
		}
	}
	err := next(ctx)
	var ended *rpcerr.Error
	if err != nil && errors.As(context.Cause(ctx), &ended) {
		return ended
	}
	return err
}
