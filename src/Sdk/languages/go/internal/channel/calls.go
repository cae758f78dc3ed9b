package channel

import (
	"context"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// calls are what a channel does around each call, however often it is tried: its deadline, its request id and its circuit
// breaker.
type calls struct {
	unary, stream time.Duration     // deadlines where the caller sets none; 0 for none
	requestIDs    map[string]string // the request's field for its id, by /package.Service/Method
	breaker       *breaker
}

func requestIDsOf(methods []Method) map[string]string {
	fields := map[string]string{}
	for _, method := range methods {
		if method.RequestID != "" {
			fields["/"+method.Name] = method.RequestID
		}
	}
	return fields
}

func (c *calls) callUnary(ctx context.Context, method string, request, response any, over *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	pass, err := c.breaker.enter()
	if err != nil {
		return err
	}
	ctx, cancel := withDeadline(ctx, c.unary)
	defer cancel()
	var headers metadata.MD
	err = invoke(ctx, method, c.withID(method, request), response, over, append(options, grpc.Header(&headers))...)
	pass.end(err, len(headers) > 0)
	return err
}

func (c *calls) callStream(ctx context.Context, desc *grpc.StreamDesc, over *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	pass, err := c.breaker.enter()
	if err != nil {
		return nil, err
	}
	ctx, cancel := withDeadline(ctx, c.stream)
	watched := &watchedStream{pass: pass}
	ended := grpc.OnFinish(func(err error) {
		cancel()
		watched.finish(err)
	})
	watched.ClientStream, err = open(ctx, desc, over, method, append(options, ended)...)
	if err != nil {
		cancel()
		watched.finish(err)
		return nil, err
	}
	return watched, nil
}

// withDeadline sets a deadline where the caller has set none; 0 is none.
func withDeadline(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if _, isSet := ctx.Deadline(); isSet || timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, timeout)
}

// withID gives a request an id, so that it may be sent twice and be done once. The caller's own request stays as it is.
func (c *calls) withID(method string, request any) any {
	field, ok := c.requestIDs[method]
	message, isMessage := request.(proto.Message)
	if !ok || !isMessage {
		return request
	}
	id := message.ProtoReflect().Descriptor().Fields().ByName(protoreflect.Name(field))
	if message.ProtoReflect().Get(id).String() != "" {
		return request
	}
	named := proto.Clone(message)
	named.ProtoReflect().Set(id, protoreflect.ValueOfString(uuid.NewString()))
	return named
}
