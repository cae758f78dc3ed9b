package interceptors

import (
	"context"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
)

// Call is what is known of a call while it runs.
type Call struct {
	Method string // package.Service/Method
	Kind   string // unary, server_stream, client_stream or bidi
	Start  time.Time

	identity       Identity
	received, sent atomic.Int64
	isRaw          atomic.Bool // its handler checks the messages itself
}

type callKey struct{}

func newCall(method, kind string) *Call {
	return &Call{Method: method[1:], Kind: kind, Start: time.Now()}
}

func kindOf(info *grpc.StreamServerInfo) string {
	switch {
	case info.IsClientStream && info.IsServerStream:
		return "bidi"
	case info.IsClientStream:
		return "client_stream"
	default:
		return "server_stream"
	}
}

// callOf is the call that a context belongs to; nil where that does not run behind the server's interceptors.
func callOf(ctx context.Context) *Call {
	call, _ := ctx.Value(callKey{}).(*Call)
	return call
}

// IdentityFrom tells who makes the call that a context belongs to; no one where that does not run behind the server's
// interceptors, as in a unit test.
func IdentityFrom(ctx context.Context) Identity {
	if call := callOf(ctx); call != nil {
		return call.identity
	}
	return Identity{}
}

// WithIdentity says who makes a call, as the server does: for a unit test of a handler.
func WithIdentity(ctx context.Context, identity Identity) context.Context {
	return context.WithValue(ctx, callKey{}, &Call{identity: identity})
}

// TakeRaw leaves the checking of a stream's messages to the handler, which says what becomes of the bad ones.
func TakeRaw(ctx context.Context) {
	if call := callOf(ctx); call != nil {
		call.isRaw.Store(true)
	}
}
