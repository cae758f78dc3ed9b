package rules

import (
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

// sender is a stream of answers. gRPC's own interfaces name the messages' types without the pointer.
type sender[A proto.Message] interface {
	grpc.ServerStream
	Send(answer A) error
}

// importStream is a stream of requests with one answer.
type importStream[Q, A proto.Message] interface {
	grpc.ServerStream
	Recv() (Q, error)
	SendAndClose(answer A) error
}

// duplex is a stream both ways.
type duplex[Q, A proto.Message] interface {
	sender[A]
	Recv() (Q, error)
}
