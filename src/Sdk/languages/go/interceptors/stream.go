package interceptors

import (
	"context"

	"google.golang.org/grpc"
)

// withContext is a stream under another context, which may end earlier than the stream's own.
func withContext(ctx context.Context, stream grpc.ServerStream) grpc.ServerStream {
	switch {
	case ctx == stream.Context():
		return stream
	case ctx.Done() == stream.Context().Done(): // only values were added
		return &streamInContext{stream, ctx}
	default:
		return &endingStream{stream, ctx}
	}
}

type streamInContext struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *streamInContext) Context() context.Context { return s.ctx }

// endingStream wakes what is blocked when its context ends. The transport does not know that context, so a receive or a
// send that waits for the caller would outlast it: both are left to a goroutine, which ends when the handler returns and
// gRPC closes the stream. After an error the handler must not touch the message.
//
// To end the transport's own context would be simpler, but then the library answers, in place of the handler, that the
// call was cancelled.
type endingStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *endingStream) Context() context.Context { return s.ctx }

func (s *endingStream) RecvMsg(message any) error {
	return s.await(func() error { return s.ServerStream.RecvMsg(message) })
}

func (s *endingStream) SendMsg(message any) error {
	return s.await(func() error { return s.ServerStream.SendMsg(message) })
}

func (s *endingStream) await(operation func() error) error {
	done := make(chan error, 1)
	go func() { done <- operation() }()
	select {
	case err := <-done:
		return err
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}
