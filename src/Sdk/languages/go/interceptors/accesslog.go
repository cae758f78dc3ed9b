package interceptors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// AccessLog writes one line a call when it ends. It holds nothing that the caller sent: no metadata, token, message or
// key. It is no [Step], for a step sees no messages.
type AccessLog struct {
	domain string
	log    *slog.Logger
}

// NewAccessLog logs the calls of a service of a domain.
func NewAccessLog(domain string, log *slog.Logger) *AccessLog { return &AccessLog{domain, log} }

// Unary is the interceptor.
func (a *AccessLog) Unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (response any, err error) {
	call := &callRecord{method: info.FullMethod[1:], kind: "unary", start: time.Now()}
	call.received.Add(1)
	isOver := false
	defer func() { a.write(ctx, call, err, isOver) }()
	response, err = handler(ctx, request)
	isOver = true
	if err == nil {
		call.sent.Add(1)
	}
	return response, err
}

// Stream is the interceptor.
func (a *AccessLog) Stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
	call := &callRecord{method: info.FullMethod[1:], kind: kindOf(info), start: time.Now()}
	isOver := false
	defer func() { a.write(stream.Context(), call, err, isOver) }()
	err = handler(service, &countedStream{stream, call})
	isOver = true
	return err
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

// callRecord is what is counted of a call while it runs.
type callRecord struct {
	method, kind   string
	start          time.Time
	received, sent atomic.Int64
}

type countedStream struct {
	grpc.ServerStream
	call *callRecord
}

func (s *countedStream) RecvMsg(message any) error {
	err := s.ServerStream.RecvMsg(message)
	if err == nil {
		s.call.received.Add(1)
	}
	return err
}

func (s *countedStream) SendMsg(message any) error {
	err := s.ServerStream.SendMsg(message)
	if err == nil {
		s.call.sent.Add(1)
	}
	return err
}

// write logs a call that has ended; one that is not over has panicked.
func (a *AccessLog) write(ctx context.Context, call *callRecord, err error, isOver bool) {
	if !isOver {
		err = errPanicked
	}
	ended := a.outcomeOf(ctx, err)
	level := levelOf(ended.Code())
	if !a.log.Enabled(ctx, level) {
		return
	}
	span := trace.SpanContextFromContext(ctx)
	attributes := []slog.Attr{
		slog.String("method", call.method),
		slog.String("kind", call.kind),
		slog.String("code", code.Code(ended.Code()).String()),
		slog.Float64("duration_ms", milliseconds(time.Since(call.start))),
		slog.String("peer", peerOf(ctx)),
		slog.String("identity", IdentityFrom(ctx).Name()),
		slog.String("trace_id", textIf(span.HasTraceID(), span.TraceID())),
		slog.String("span_id", textIf(span.HasSpanID(), span.SpanID())),
		slog.Int64("received", call.received.Load()),
		slog.Int64("sent", call.sent.Load()),
	}
	if deadline, ok := ctx.Deadline(); ok {
		attributes = append(attributes, slog.Float64("deadline_ms", milliseconds(deadline.Sub(call.start))))
	}
	if ended.Code() != codes.OK {
		attributes = append(attributes, slog.String("reason", reasonOf(ended)))
	}
	if ended.Code() == codes.Internal || ended.Code() == codes.Unknown {
		attributes = append(attributes, slog.String("error", errorOf(err, ended)))
	}
	// Not by LogAttrs, which would look for the line of code that logs: it is always this one.
	record := slog.NewRecord(time.Now(), level, "call", 0)
	record.AddAttrs(attributes...)
	_ = a.log.Handler().Handle(ctx, record)
}

var errPanicked = errors.New("panic")

// outcomeOf is how a call has ended for its caller: an answer or a refusal that came too late, it no longer got.
func (a *AccessLog) outcomeOf(ctx context.Context, err error) *status.Status {
	if ctx.Err() != nil {
		return endOf(ctx.Err())
	}
	if err == nil {
		return nil
	}
	mapped, _ := StatusOf(ctx, err, a.domain)
	return mapped
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

func textIf(known bool, id interface{ String() string }) string {
	if !known {
		return ""
	}
	return id.String()
}
