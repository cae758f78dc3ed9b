// Package channel calls servers as the configuration says below client: over TLS, with tokens, balanced, with deadlines,
// retries and a circuit breaker.
package channel

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

// TokenSource gives the bearer token of a call, without the word Bearer. It is asked before every attempt, so it keeps a
// token as long as that holds. A call whose source fails is UNAUTHENTICATED.
type TokenSource func(ctx context.Context) (string, error)

// Options are those of the package client, for all who read them there.
type Options struct {
	TokenSource        TokenSource // in place of the configuration's files
	UnaryInterceptors  []grpc.UnaryClientInterceptor
	StreamInterceptors []grpc.StreamClientInterceptor
	Dial               []grpc.DialOption    // what the library itself takes beside; it wins over what the channel says
	Meters             metric.MeterProvider // where the metrics of calls and attempts go
	Traces             trace.TracerProvider // where the spans of calls and attempts go; the caller's trace goes on without it too
	ResolveInterval    time.Duration        // how often names are resolved again; 0 for 30 s
	Log                *slog.Logger         // where warnings go; nil for the standard error stream
}

// Method is what a channel must know of a method of the contract.
type Method struct {
	Name      string // package.Service/Method
	Retry     Retry
	RequestID string // the request's field for its id, which is filled where it is empty
}

// Retry says when a method may be called again where a call of it found no server.
type Retry int

// When a method may be called again.
const (
	Never       Retry = iota
	Always            // calling it twice does no more than once
	ByRequestID       // it is done once only as long as all servers know the request ids of each other
)
