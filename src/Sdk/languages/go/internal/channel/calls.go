package channel

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// calls are what a channel does around each call, however often it is tried: its deadline, its request id, its circuit
// breaker, and the caller's trace.
type calls struct {
	unary, stream time.Duration     // deadlines where the caller sets none; 0 for none
	requestIDs    map[string]string // the request's field for its id, by /package.Service/Method
	breaker       *breaker
	isPlaintext   bool
	isTraced      bool // by the library, which tells servers of it too
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
	ctx, cancel, call, err := c.begin(ctx, c.unary, options)
	if err != nil {
		return err
	}
	defer cancel()
	err = invoke(ctx, method, c.withID(method, request), response, over, options...)
	call.end(err)
	return err
}

func (c *calls) callStream(ctx context.Context, desc *grpc.StreamDesc, over *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	ctx, cancel, call, err := c.begin(ctx, c.stream, options)
	if err != nil {
		return nil, refused(err, options)
	}
	end := func(err error) {
		cancel()
		call.end(err)
	}
	stream, err := open(ctx, desc, over, method, append(slices.Clip(options), grpc.OnFinish(end))...)
	if err != nil {
		end(err)
	}
	return stream, err
}

// begin says how a call is made, or why it is not to be made at all.
func (c *calls) begin(ctx context.Context, usual time.Duration, options []grpc.CallOption) (context.Context, context.CancelFunc, *call, error) {
	settings := settingsOf(options)
	if settings.token != nil && c.isPlaintext {
		return nil, nil, nil, status.Error(codes.Unauthenticated, "a token may not be sent in plaintext")
	}
	call, err := c.breaker.enter()
	if err != nil {
		return nil, nil, nil, err
	}
	ctx = settings.withToken(ctx)
	if !c.isTraced {
		ctx = withTrace(ctx)
	}
	ctx, cancel := settings.within(call.in(ctx), usual)
	return ctx, cancel, call, nil
}

// within bounds how long a call may take.
func (s settings) within(ctx context.Context, usual time.Duration) (context.Context, context.CancelFunc) {
	timeout := usual
	if s.timeout != nil {
		timeout = *s.timeout
	} else if _, isSet := ctx.Deadline(); isSet {
		timeout = 0
	}
	if timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, timeout)
}

// withToken has the call's attempts find its token. The context may be that of another call, whose token is not this one's.
func (s settings) withToken(ctx context.Context) context.Context {
	if s.token == nil && ctx.Value(tokenKey{}) == nil {
		return ctx
	}
	return context.WithValue(ctx, tokenKey{}, s.token)
}

// refused tells those who wait for a stream's end of one that never began, as the library does where it ends one.
func refused(err error, options []grpc.CallOption) error {
	for _, option := range options {
		if waiting, ok := option.(grpc.OnFinishCallOption); ok {
			waiting.OnFinish(err)
		}
	}
	return err
}

// withTrace tells the server which trace the call belongs to, also where nobody measures.
func withTrace(ctx context.Context) context.Context {
	outgoing, _ := metadata.FromOutgoingContext(ctx)
	if !trace.SpanContextFromContext(ctx).IsValid() || len(outgoing.Get("traceparent")) > 0 {
		return ctx
	}
	sent := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, sent)
	for key, value := range sent {
		ctx = metadata.AppendToOutgoingContext(ctx, key, value)
	}
	return ctx
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
