// Command interop-server is the interoperability service, which answers what it is asked for.
package main

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	grpctesting "example.com/interop/proto/grpc/testing"
	"example.com/interop/server"
	grpctestingsvc "example.com/interop/services/grpc/testing"
)

const (
	initial  = "x-grpc-test-echo-initial"
	trailing = "x-grpc-test-echo-trailing-bin"
)

type handlers struct {
	*grpctestingsvc.TestServiceDefaults
	id string
}

func main() {
	id := strconv.FormatInt(time.Now().UnixNano(), 36)
	server.Main(server.Options{
		GrpcTestingTestService: func(defaults *grpctestingsvc.TestServiceDefaults) grpctesting.TestServiceServer {
			return handlers{defaults, id}
		},
	})
}

func (handlers) EmptyCall(context.Context, *grpctesting.Empty) (*grpctesting.Empty, error) {
	return &grpctesting.Empty{}, nil
}

func (h handlers) UnaryCall(ctx context.Context, request *grpctesting.SimpleRequest) (*grpctesting.SimpleResponse, error) {
	if err := echo(ctx); err != nil {
		return nil, err
	}
	if err := end(request.GetResponseStatus()); err != nil {
		return nil, err
	}
	response := &grpctesting.SimpleResponse{Payload: payload(request.GetResponseSize())}
	if request.GetFillServerId() {
		response.ServerId = h.id
	}
	return response, nil
}

func (handlers) StreamingOutputCall(request *grpctesting.StreamingOutputCallRequest, stream grpc.ServerStreamingServer[grpctesting.StreamingOutputCallResponse]) error {
	return answer(stream.Context(), request, stream.Send)
}

func (handlers) StreamingInputCall(stream grpc.ClientStreamingServer[grpctesting.StreamingInputCallRequest, grpctesting.StreamingInputCallResponse]) error {
	response := &grpctesting.StreamingInputCallResponse{}
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(response)
		}
		if err != nil {
			return err
		}
		response.AggregatedPayloadSize += int32(len(request.GetPayload().GetBody()))
	}
}

func (handlers) FullDuplexCall(stream grpc.BidiStreamingServer[grpctesting.StreamingOutputCallRequest, grpctesting.StreamingOutputCallResponse]) error {
	if err := echo(stream.Context()); err != nil {
		return err
	}
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := end(request.GetResponseStatus()); err != nil {
			return err
		}
		if err := answer(stream.Context(), request, stream.Send); err != nil {
			return err
		}
	}
}

func answer(ctx context.Context, request *grpctesting.StreamingOutputCallRequest, send func(*grpctesting.StreamingOutputCallResponse) error) error {
	for _, parameters := range request.GetResponseParameters() {
		select {
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		case <-time.After(time.Duration(parameters.GetIntervalUs()) * time.Microsecond):
		}
		if err := send(&grpctesting.StreamingOutputCallResponse{Payload: payload(parameters.GetSize())}); err != nil {
			return err
		}
	}
	return nil
}

func payload(size int32) *grpctesting.Payload {
	return &grpctesting.Payload{Body: make([]byte, size)}
}

func end(wanted *grpctesting.EchoStatus) error {
	return status.Error(codes.Code(wanted.GetCode()), wanted.GetMessage()) // nil for OK
}

func echo(ctx context.Context) error {
	sent, _ := metadata.FromIncomingContext(ctx)
	if values := sent.Get(trailing); len(values) > 0 {
		if err := grpc.SetTrailer(ctx, metadata.Pairs(trailing, values[0])); err != nil {
			return err
		}
	}
	if values := sent.Get(initial); len(values) > 0 {
		return grpc.SendHeader(ctx, metadata.Pairs(initial, values[0]))
	}
	return nil
}
