// Package interceptors is what stands around every call.
package interceptors

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Guard refuses calls before anything is done.
type Guard func(ctx context.Context, call *Call) error

// Chain stands around calls of all four kinds. From the outside: whatever a call ends with, a panic too, becomes the
// status that the caller gets, and a line in the log; then come the guards; then requests are checked.
//
// It is one interceptor and not one for each: it is there for every call, and what a step of its own costs would be half
// of the whole.
type Chain struct {
	Domain     string // of errors
	Log        *slog.Logger
	LogsCalls  bool
	Guards     []Guard
	Ends       Ends
	Validation *Validation
}

// Unary is the interceptor.
func (c *Chain) Unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (response any, err error) {
	call := newCall(info.FullMethod, "unary")
	call.received.Add(1)
	ctx = context.WithValue(traced(ctx), callKey{}, call)
	defer func() { err = c.finish(ctx, call, err, recover()) }()
	if err := c.admit(ctx, call); err != nil {
		return nil, err
	}
	if err := c.Validation.check(call.Method, request); err != nil {
		return nil, err
	}
	response, err = handler(ctx, request)
	if err == nil {
		call.sent.Add(1)
	}
	return response, err
}

// Stream is the interceptor.
func (c *Chain) Stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) (err error) {
	call := newCall(info.FullMethod, kindOf(info))
	ctx := context.WithValue(traced(stream.Context()), callKey{}, call)
	defer func() { err = c.finish(ctx, call, err, recover()) }()
	if err := c.admit(ctx, call); err != nil {
		return err
	}
	return c.Ends.run(ctx, call, func(ctx context.Context) error {
		return handler(service, &checkedStream{withContext(ctx, stream), call, c.Validation})
	})
}

// admit asks all guards, of whom the first has to find out who calls.
func (c *Chain) admit(ctx context.Context, call *Call) error {
	for _, guard := range c.Guards {
		if err := guard(ctx, call); err != nil {
			return err
		}
	}
	return nil
}

// finish is what the caller gets for what a call ended with.
func (c *Chain) finish(ctx context.Context, call *Call, err error, panicked any) error {
	if panicked != nil {
		c.Log.ErrorContext(ctx, "the handler panicked", "method", call.Method, "panic", panicked, "stack", string(debug.Stack()))
		err = errPanicked
	}
	var mapped *status.Status
	if err != nil {
		mapped = c.statusOf(ctx, call, err)
	}
	if c.LogsCalls {
		c.logCall(ctx, call, err, mapped)
	}
	return mapped.Err()
}

func (c *Chain) statusOf(ctx context.Context, call *Call, err error) *status.Status {
	if wait, ok := pushbackOf(err); ok {
		// Clients read when to come back from here. It fails only where the call is over.
		_ = grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", strconv.FormatInt(wait.Milliseconds(), 10)))
	}
	mapped, expected := StatusOf(ctx, err, c.Domain)
	if !expected && !errors.Is(err, errPanicked) {
		c.Log.ErrorContext(ctx, "the handler failed unexpectedly", "method", call.Method, "error", err)
	}
	return mapped
}
