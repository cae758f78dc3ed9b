package interceptors

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"time"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// mostAttributes is how many a line has at most: with room for all of them, the compiler keeps them on the stack.
const mostAttributes = 13

// logCall writes one line of a call that has ended. It holds nothing that the caller sent: no metadata, token, message or
// key.
func (c *Chain) logCall(ctx context.Context, call *Call, err error, ended *status.Status) {
	if gone := ctx.Err(); gone != nil {
		// An answer or a refusal that came too late, the caller no longer got.
		ended = endOf(gone)
	}
	level := levelOf(ended.Code())
	if !c.Log.Enabled(ctx, level) {
		return
	}
	now := time.Now()
	traced, span := spanOf(ctx)
	attributes := append(make([]slog.Attr, 0, mostAttributes),
		slog.String("method", call.Method),
		slog.String("kind", call.Kind),
		slog.String("code", nameOf(ended.Code())),
		slog.Float64("duration_ms", milliseconds(now.Sub(call.Start))),
		slog.String("peer", peerOf(ctx)),
		slog.String("identity", call.identity.Name()),
		slog.String("trace_id", traced),
		slog.String("span_id", span),
		slog.Int64("received", call.received.Load()),
		slog.Int64("sent", call.sent.Load()),
	)
	if deadline, ok := ctx.Deadline(); ok {
		attributes = append(attributes, slog.Float64("deadline_ms", milliseconds(deadline.Sub(call.Start))))
	}
	if ended.Code() != codes.OK {
		attributes = append(attributes, slog.String("reason", reasonOf(ended)))
	}
	if ended.Code() == codes.Internal || ended.Code() == codes.Unknown {
		attributes = append(attributes, slog.String("error", errorOf(err, ended)))
	}
	// Not by LogAttrs, which would look for the line of code that logs: it is always this one.
	record := slog.NewRecord(now, level, "call", 0)
	record.AddAttrs(attributes...)
	_ = c.Log.Handler().Handle(ctx, record)
}

// errorOf is the text that own code gave, or the type of what it failed with unexpectedly, which may tell what the caller
// sent.
func errorOf(err error, ended *status.Status) string {
	if _, ok := status.FromError(err); ok || err == nil {
		return ended.Message()
	}
	return fmt.Sprintf("%T", err)
}

func reasonOf(ended *status.Status) string {
	for _, detail := range ended.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// levelOf is how much a call's end matters to whoever runs the server.
func levelOf(ended codes.Code) slog.Level {
	switch ended {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return slog.LevelError
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted:
		return slog.LevelWarn
	default:
		return slog.LevelInfo
	}
}

func milliseconds(duration time.Duration) float64 {
	return math.Round(float64(duration)/float64(time.Microsecond)) / 1000
}

func peerOf(ctx context.Context) string {
	if caller, ok := peer.FromContext(ctx); ok {
		return caller.Addr.String()
	}
	return ""
}

// spanOf is the trace that the call belongs to, and its part of it; empty where nothing is traced.
func spanOf(ctx context.Context) (traced, part string) {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() {
		return "", ""
	}
	return span.TraceID().String(), span.SpanID().String()
}

// nameOf is a code as it is written in all languages. The type's own String would ask its descriptor each time.
func nameOf(ended codes.Code) string {
	if name, ok := code.Code_name[int32(ended)]; ok {
		return name
	}
	return code.Code(ended).String()
}
