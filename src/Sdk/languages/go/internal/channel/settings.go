package channel

import (
	"time"

	"google.golang.org/grpc"
)

// settings are what the caller of one call wants otherwise than the configuration.
type settings struct {
	timeout *time.Duration // 0 for as long as it likes; nil for what the configuration says
	token   TokenSource    // nil for the channel's own
}

type timeoutOption struct {
	grpc.EmptyCallOption
	timeout time.Duration
}

type tokenOption struct {
	grpc.EmptyCallOption
	source TokenSource
}

// Timeout has a call take so long at most, all attempts together, whatever the configuration says; 0 for as long as it
// likes. A deadline of the call's context counts all the same where it is earlier.
func Timeout(timeout time.Duration) grpc.CallOption { return timeoutOption{timeout: timeout} }

// Token has a call send another token than the channel does. Over a channel without TLS the call is UNAUTHENTICATED.
func Token(source TokenSource) grpc.CallOption { return tokenOption{source: source} }

// settingsOf finds what is set among a call's options; the last of a kind counts.
func settingsOf(options []grpc.CallOption) (found settings) {
	for _, option := range options {
		switch option := option.(type) {
		case timeoutOption:
			found.timeout = &option.timeout
		case tokenOption:
			found.token = option.source
		}
	}
	return found
}
