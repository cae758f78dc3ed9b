// Package client opens channels to the contract's services.
package client

import (
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
)

// Options are what a program says of its calls in code. Every field may be left out.
type Options struct {
	TokenSource        TokenSource // in place of the configuration's files
	UnaryInterceptors  []grpc.UnaryClientInterceptor
	StreamInterceptors []grpc.StreamClientInterceptor
	Dial               []grpc.DialOption    // what the library itself takes beside; it wins over what the channel says
	Meters             metric.MeterProvider // where the metrics of calls and attempts go
	Traces             trace.TracerProvider // where the spans of calls and attempts go; the caller's trace goes on without it too
	ResolveInterval    time.Duration        // how often names are resolved again; 0 for 30 s
	Log                *slog.Logger         // where warnings go; nil for the standard error stream
}

// TokenSource gives the bearer token of a call, without the word Bearer. It is asked before every attempt, so it keeps a
// token as long as that holds. A call whose source fails is UNAUTHENTICATED.
type TokenSource = channel.TokenSource

// Channel is connections to the configured servers, as a [grpc.ClientConnInterface]. It is worth keeping: all clients may
// share it. Its Close ends the calls that are under way.
type Channel = channel.Channel

// Name is the service's name where the configuration has no other.
const Name = "vectors"

// Open opens a channel with all that the configuration says below client. It connects when it is called for the first
// time; close it when nothing calls over it any more.
func Open(configuration *config.Config, options Options) (*Channel, error) {
	return channel.Open(configuration, channel.Options(options), methods)
}

// Timeout has a call take so long at most, all attempts together, whatever the configuration says; 0 for as long as it
// likes. A deadline of the call's context counts all the same where it is earlier.
func Timeout(timeout time.Duration) grpc.CallOption { return channel.Timeout(timeout) }

// Token has a call send another token than the channel does. Over a channel without TLS the call is UNAUTHENTICATED.
func Token(source TokenSource) grpc.CallOption { return channel.Token(source) }

// methods are what a channel must know of the contract's methods.
var methods = []channel.Method{
	{Name: "ecommerce.v1.ProductService/GetProduct", Retry: channel.Always},
	{Name: "ecommerce.v1.ProductService/ListProducts", Retry: channel.Always},
	{Name: "ecommerce.v1.ProductService/BatchGetProducts", Retry: channel.Always},
	{Name: "library.v1.LibraryService/CreateBook", Retry: channel.ByRequestID, RequestID: "request_id"},
	{Name: "library.v1.LibraryService/WatchBooks", Retry: channel.Always},
}
