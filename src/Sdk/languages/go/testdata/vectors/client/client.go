// Package client opens channels to the contract's services.
package client

import (
	"time"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
)

// Options are what a program says of its calls in code. Every field may be left out.
type Options = channel.Options

// TokenSource gives the bearer token of a call, without the word Bearer.
type TokenSource = channel.TokenSource

// Channel is connections to the configured servers. It is worth keeping: all clients may share it, and those of the
// contract's packages take it as it is.
type Channel = channel.Channel

// Name is the service's name where the configuration has no other.
const Name = "vectors"

// Open opens a channel with all that the configuration says below client. It connects when it is called for the first
// time; close it when nothing calls over it any more.
func Open(configuration *config.Config, options Options) (*Channel, error) {
	return channel.Open(configuration, options, methods)
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
