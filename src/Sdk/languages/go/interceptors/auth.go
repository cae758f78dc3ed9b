package interceptors

import (
	"context"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/internal/rate"
	"example.com/grpc-service-template/rpcerr"
)

// isExempt says whether anyone may make the call at any time: probes know no one's token.
func isExempt(call *Call) bool { return strings.HasPrefix(call.Method, "grpc.health.v1.") }

// Authentication finds out who calls, and refuses who may not.
func Authentication(authenticate Authenticator, namedByToken bool, refusals *rate.Buckets) Guard {
	return func(ctx context.Context, call *Call) error {
		// What the connection tells is known also of those who are refused.
		call.identity = Connection(ctx, namedByToken)
		if isExempt(call) {
			return nil
		}
		identity, err := authenticate(ctx)
		if err != nil {
			return refused(call, err, refusals)
		}
		call.identity = identity
		return nil
	}
}

// refused counts a refusal; an address that has had too many is told that in its place.
func refused(call *Call, err error, refusals *rate.Buckets) error {
	if status.Code(err) != codes.Unauthenticated {
		return err
	}
	if wait := refusals.Take(networkOf(call.identity.Address)); wait > 0 {
		return rpcerr.RateLimited(wait)
	}
	return err
}
