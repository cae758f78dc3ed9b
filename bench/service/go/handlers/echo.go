// Package handlers has what both servers do for a call, which is next to nothing.
package handlers

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	echov1 "example.com/echo/proto/echo/v1"
)

// Echo says things again.
type Echo struct {
	echov1.UnimplementedEchoServiceServer
}

// Say implements the contract.
func (Echo) Say(_ context.Context, request *echov1.SayRequest) (*echov1.SayResponse, error) {
	return &echov1.SayResponse{Text: request.GetText()}, nil
}

// Repeat implements the contract.
func (Echo) Repeat(request *echov1.RepeatRequest, stream grpc.ServerStreamingServer[echov1.RepeatResponse]) error {
	for range request.GetTimes() {
		if err := stream.Send(&echov1.RepeatResponse{Text: request.GetText()}); err != nil {
			return err
		}
	}
	return nil
}

// Collect implements the contract.
func (Echo) Collect(stream grpc.ClientStreamingServer[echov1.CollectRequest, echov1.CollectResponse]) error {
	response := &echov1.CollectResponse{}
	for {
		_, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(response)
		}
		if err != nil {
			return err
		}
		response.Count++
	}
}

// Chat implements the contract.
func (Echo) Chat(stream grpc.BidiStreamingServer[echov1.ChatRequest, echov1.ChatResponse]) error {
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&echov1.ChatResponse{Text: request.GetText()}); err != nil {
			return err
		}
	}
}
