// Package interceptors is what stands around every call.
package interceptors

import (
	"context"

	"google.golang.org/grpc"
)

// Call is what a [Step] may know about a call.
type Call struct {
	Method    string // package.Service/Method
	Streaming bool   // the client, the server or both send a stream
}

// Step does one thing around calls of all four kinds: next runs what stands further inside, once or not at all, under the
// context that it is given.
type Step func(ctx context.Context, call Call, next func(context.Context) error) error

// Unary makes the step an interceptor.
func (s Step) Unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	var response any
	err := s(ctx, Call{Method: info.FullMethod[1:]}, func(ctx context.Context) (err error) {
		response, err = handler(ctx, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// Stream makes the step an interceptor.
func (s Step) Stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	return s(stream.Context(), Call{Method: info.FullMethod[1:], Streaming: true}, func(ctx context.Context) error {
		return handler(service, WithContext(ctx, stream))
	})
}
