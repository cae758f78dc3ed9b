package channel

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/sony/gobreaker/v2"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
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
func (b *breaker) enter() (pass, error) {
	if b.circuit == nil {
		return pass{func(error) {}}, nil
	}
	done, err := b.circuit.Allow()
	if err != nil {
		return pass{}, b.refusal
	}
	return pass{done}, nil
}

// pass is a call that was let through.
type pass struct{ done func(error) }

// end tells how the call ended, and whether a server has begun to answer it.
func (p pass) end(err error, answered bool) {
	switch code := status.Code(err); {
	case answered || err == nil:
		p.done(nil)
	case code == codes.Unavailable && !isOrderly(err):
		p.done(errNoServer)
	case code == codes.Unavailable || code == codes.Canceled || code == codes.DeadlineExceeded:
		p.done(errToldNothing)
	default:
		p.done(nil)
	}
}

// isOrderly says whether the server itself told that it goes, or nobody was asked: a routine must not open the circuit.
func isOrderly(err error) bool {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason() == "DRAINING" || info.GetReason() == "CIRCUIT_OPEN"
		}
	}
	return false
}

// watchedStream tells a breaker of a stream's answers.
type watchedStream struct {
	grpc.ClientStream
	pass     pass
	answered atomic.Bool
	once     sync.Once
}

// RecvMsg implements [grpc.ClientStream].
func (s *watchedStream) RecvMsg(message any) error {
	err := s.ClientStream.RecvMsg(message)
	if err == nil && !s.answered.Swap(true) {
		// A watch can go on for days, and the circuit is to hear of the answer now.
		s.once.Do(func() { s.pass.end(nil, true) })
	}
	return err
}

func (s *watchedStream) finish(err error) {
	s.once.Do(func() { s.pass.end(err, s.answered.Load()) })
}
