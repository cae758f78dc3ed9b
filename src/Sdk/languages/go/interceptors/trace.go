package interceptors

import (
	"context"
	"encoding/binary"
	"math/rand/v2"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/metadata"
)

// traced has a call be part of a trace where nobody measures: of its caller's, or of one that begins with it. The log names
// it, and what a handler calls goes on with it.
func traced(ctx context.Context) context.Context {
	if trace.SpanContextFromContext(ctx).IsValid() {
		return ctx
	}
	parent := callersTrace(ctx)
	own := trace.SpanContextConfig{TraceID: parent.TraceID(), TraceFlags: parent.TraceFlags(), TraceState: parent.TraceState()}
	if !parent.IsValid() {
		binary.NativeEndian.PutUint64(own.TraceID[:8], rand.Uint64())
		binary.NativeEndian.PutUint64(own.TraceID[8:], rand.Uint64())
	}
	binary.NativeEndian.PutUint64(own.SpanID[:], rand.Uint64())
	return trace.ContextWithSpanContext(ctx, trace.NewSpanContext(own))
}

// callersTrace is not valid where the caller sent none, or something that is none.
func callersTrace(ctx context.Context) trace.SpanContext {
	parents := metadata.ValueFromIncomingContext(ctx, "traceparent")
	if len(parents) != 1 {
		return trace.SpanContext{}
	}
	sent := propagation.MapCarrier{"traceparent": parents[0]}
	if states := metadata.ValueFromIncomingContext(ctx, "tracestate"); len(states) == 1 {
		sent["tracestate"] = states[0]
	}
	return trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), sent))
}
