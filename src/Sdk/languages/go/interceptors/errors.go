package interceptors

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

var errPanicked = errors.New("panic")

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
