package interceptors

import (
	"context"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/internal/rate"
	"example.com/grpc-service-template/rpcerr"
)

// isExempt says whether anyone may make the call at any time: probes know no one's token.
func isExempt(call Call) bool { return strings.HasPrefix(call.Method, "grpc.health.v1.") }

// Authentication finds out who calls, refuses who may not, and ends streams with the token that they began with.
func Authentication(authenticate Authenticator, namedByToken bool, refusals *rate.Buckets, clock func() time.Time) Step {
	return func(ctx context.Context, call Call, next func(context.Context) error) error {
		// What the connection tells is known also of those who are refused.
		setIdentity(ctx, Connection(ctx, namedByToken))
		if isExempt(call) {
			return next(ctx)
		}
		identity, err := authenticate(ctx)
		if err != nil {
			return refused(ctx, err, refusals)
		}
		setIdentity(ctx, identity)
		if !call.Streaming || identity.Expires.IsZero() {
			return next(ctx)
		}
		return endable(ctx, next, func(end func(error)) (disarm func()) {
			expiry := time.AfterFunc(identity.Expires.Sub(clock()), func() { end(rpcerr.TokenExpired()) })
			return func() { expiry.Stop() }
		})
	}
}

// refused counts a refusal; an address that has had too many is told that in its place.
func refused(ctx context.Context, err error, refusals *rate.Buckets) error {
	if status.Code(err) != codes.Unauthenticated {
		return err
	}
	if wait := refusals.Take(networkOf(IdentityFrom(ctx).Address)); wait > 0 {
		return rpcerr.RateLimited(wait)
	}
	return err
}
