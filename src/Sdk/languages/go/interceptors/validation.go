package interceptors

import (
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"example.com/grpc-service-template/internal/validation"
)

// Validation refuses requests that their contract does not allow, so that handlers see none.
type Validation struct{ checks map[string]validation.Check }

// NewValidation checks requests as the methods' own checks say, and all others for all that is REQUIRED.
func NewValidation(checks []validation.Check) *Validation {
	byMethod := make(map[string]validation.Check, len(checks))
	for _, check := range checks {
		byMethod[check.Method] = check
	}
	return &Validation{byMethod}
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

// checkedStream counts a stream's messages, and looks at every one that comes in, unless the handler does that itself.
type checkedStream struct {
	grpc.ServerStream
	call       *Call
	validation *Validation
}

func (s *checkedStream) RecvMsg(message any) error {
	if err := s.ServerStream.RecvMsg(message); err != nil {
		return err
	}
	s.call.received.Add(1)
	if s.call.isRaw.Load() {
		return nil
	}
	return s.validation.check(s.call.Method, message)
}

func (s *checkedStream) SendMsg(message any) error {
	err := s.ServerStream.SendMsg(message)
	if err == nil {
		s.call.sent.Add(1)
	}
	return err
}
