package interceptors

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// Errors is the outermost step: it turns whatever a call returns, a panic too, into the status that the caller gets.
// What went wrong unexpectedly is told by the log alone.
func Errors(domain string, log *slog.Logger) Step {
	return func(ctx context.Context, call Call, next func(context.Context) error) (err error) {
		ctx = WithIdentity(ctx, Identity{})
		defer func() {
			if cause := recover(); cause != nil {
				log.ErrorContext(ctx, "the handler panicked", "method", call.Method, "panic", cause, "stack", string(debug.Stack()))
				err = rpcerr.Internal().Status(domain).Err()
			}
		}()
		err = next(ctx)
		if err == nil {
			return nil
		}
		if wait, ok := pushbackOf(err); ok {
			// Clients read when to come back from here. It fails only where the call is over.
			_ = grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", strconv.FormatInt(wait.Milliseconds(), 10)))
		}
		mapped, expected := StatusOf(ctx, err, domain)
		if !expected {
			log.ErrorContext(ctx, "the handler failed unexpectedly", "method", call.Method, "error", err)
		}
		return mapped.Err()
	}
}

// StatusOf is the status that a caller gets for an error. An error that is no refusal becomes INTERNAL without a word of
// what it says, and is not expected.
func StatusOf(ctx context.Context, err error, domain string) (_ *status.Status, expected bool) {
	if refusal := refusalOf(err); refusal != nil {
		return refusal.Status(domain), true
	}
	// Once a call has ended, whatever else goes wrong follows from that.
	if ended := ctx.Err(); ended != nil {
		return endOf(ended), true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return endOf(err), true
	}
	if own, ok := status.FromError(err); ok {
		return own, true
	}
	return rpcerr.Internal().Status(domain), false
}

func refusalOf(err error) *rpcerr.Error {
	var refusal *rpcerr.Error
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, store.ErrFull):
		return rpcerr.StoreFull()
	case errors.Is(err, store.ErrLagged):
		return rpcerr.WatchLagged()
	case errors.Is(err, store.ErrClosed):
		return rpcerr.Draining()
	default:
		return nil
	}
}

func pushbackOf(err error) (time.Duration, bool) {
	if refusal := refusalOf(err); refusal != nil {
		return refusal.Pushback()
	}
	return 0, false
}

func endOf(err error) *status.Status {
	if errors.Is(err, context.DeadlineExceeded) {
		return status.New(codes.DeadlineExceeded, "the deadline has passed")
	}
	return status.New(codes.Canceled, "the call was cancelled")
}
