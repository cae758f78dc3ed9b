// Package channel calls servers as the configuration says below client: over TLS, with tokens, balanced, with deadlines,
// retries and a circuit breaker.
package channel

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

// TokenSource gives the bearer token of a call, without the word Bearer. It is asked before every attempt, so it keeps a
// token as long as that holds.
type TokenSource func(ctx context.Context) (string, error)

// Options are what a program says of its calls in code. Every field may be left out.
type Options struct {
	TokenSource        TokenSource // in place of the configuration's files
	UnaryInterceptors  []grpc.UnaryClientInterceptor
	StreamInterceptors []grpc.StreamClientInterceptor
	Dial               []grpc.DialOption // what the library itself takes beside
	Meters             metric.MeterProvider
	Traces             trace.TracerProvider
	Log                *slog.Logger
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
