package channel

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sony/gobreaker/v2"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/rpcerr"
)

// breaker knows whether calling is worth while: after some failures in a row the circuit is open, and calls are refused at
// once; when its time is over one call is let through, and its end closes the circuit or opens it anew.
type breaker struct {
	circuit *gobreaker.TwoStepCircuitBreaker[struct{}] // nil for one that is never open
	refusal error
}

var (
	errNoServer    = errors.New("no server has answered")
	errToldNothing = errors.New("the call ended before it could tell") // the caller's doing, or a server that goes in an orderly way
)

func newBreaker(settings config.Breaker, target, domain string) *breaker {
	refusal := &rpcerr.Error{Code: codes.Unavailable, Reason: "CIRCUIT_OPEN", Text: "the circuit to " + target + " is open"}
	made := &breaker{refusal: refusal.Status(domain).Err()}
	if settings.Failures > 0 {
		made.circuit = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
			MaxRequests: 1,
			Timeout:     settings.OpenFor,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= uint32(settings.Failures) },
			IsExcluded:  func(err error) bool { return errors.Is(err, errToldNothing) },
		})
	}
	return made
}

// enter asks for a call; whoever gets through tells its end.
func (b *breaker) enter() (*call, error) {
	if b.circuit == nil {
		return &call{tell: func(error) {}}, nil
	}
	tell, err := b.circuit.Allow()
	if err != nil {
		return nil, b.refusal
	}
	return &call{tell: tell}, nil
}

// call is one that was let through. What it tells first counts.
type call struct {
	tell     func(error)
	once     sync.Once
	answered atomic.Bool // by a server, if only with a status
}

type callKey struct{}

// in has the call's attempts find it.
func (c *call) in(ctx context.Context) context.Context { return context.WithValue(ctx, callKey{}, c) }

// reached is told when a server has begun to answer. A watch can go on for days, and the circuit is to hear of it now.
func (c *call) reached() { c.told(nil) }

// end is told when the call is over.
func (c *call) end(err error) {
	switch code := status.Code(err); {
	case code == codes.Unavailable && !isOrderly(err):
		c.told(errNoServer)
	case code == codes.Unavailable || code == codes.Canceled || code == codes.DeadlineExceeded || !c.answered.Load():
		c.told(errToldNothing)
	default:
		c.told(nil)
	}
}

func (c *call) told(outcome error) { c.once.Do(func() { c.tell(outcome) }) }

// isOrderly says whether the server itself told that it goes, or nobody was asked: a routine must not open the circuit.
func isOrderly(err error) bool {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason() == "DRAINING" || info.GetReason() == "CIRCUIT_OPEN"
		}
	}
	// A server that is connected and says that it does not serve gets no calls. The library has only words for it.
	return strings.Contains(err.Error(), "connection active but health check failed")
}

// answers tells calls when servers answer them.
type answers struct{}

// TagRPC implements [stats.Handler].
func (answers) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// HandleRPC implements [stats.Handler].
func (answers) HandleRPC(ctx context.Context, event stats.RPCStats) {
	call, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return
	}
	switch event.(type) {
	case *stats.InHeader:
		call.answered.Store(true)
		call.reached()
	case *stats.InTrailer:
		call.answered.Store(true)
	}
}

// TagConn implements [stats.Handler].
func (answers) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn implements [stats.Handler].
func (answers) HandleConn(context.Context, stats.ConnStats) {}
