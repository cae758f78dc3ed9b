package interceptors

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"example.com/grpc-service-template/internal/validation"
)

// Validation refuses requests that their contract does not allow, so that handlers see none. It is no [Step], for a step
// sees no messages.
type Validation struct{ checks map[string]validation.Check }

// NewValidation checks requests as the methods' own checks say, and all others for all that is REQUIRED.
func NewValidation(checks []validation.Check) *Validation {
	byMethod := make(map[string]validation.Check, len(checks))
	for _, check := range checks {
		byMethod["/"+check.Method] = check
	}
	return &Validation{byMethod}
}

// Unary is the interceptor.
func (v *Validation) Unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := v.check(info.FullMethod, request); err != nil {
		return nil, err
	}
	return handler(ctx, request)
}

// Stream is the interceptor. It looks at every message of the stream, unless the handler does that itself.
func (v *Validation) Stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx, checking := validation.WithStream(stream.Context())
	return handler(service, &validatedStream{ServerStream: WithContext(ctx, stream), validation: v, method: info.FullMethod, checking: checking})
}

func (v *Validation) check(method string, request any) error {
	message, ok := request.(proto.Message)
	if !ok {
		return nil
	}
	if check, ok := v.checks[method]; ok {
		return check.Request(message)
	}
	return validation.Message(message, validation.All)
}

type validatedStream struct {
	grpc.ServerStream
	validation *Validation
	method     string
	checking   *validation.Stream
}

func (s *validatedStream) RecvMsg(message any) error {
	if err := s.ServerStream.RecvMsg(message); err != nil || s.checking.IsRaw() {
		return err
	}
	return s.validation.check(s.method, message)
}
