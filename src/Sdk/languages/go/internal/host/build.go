package host

import (
	"context"
	"maps"
	"math"
	"runtime"
	"slices"
	"time"

	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // callers may compress
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/lifetime"
	"example.com/grpc-service-template/internal/rate"
	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
)

// workersPerProcessor is how many goroutines wait for calls, whose stacks have grown to what a call needs: a fresh one for each
// call would spend a fifth of its time on that. Calls that find none waiting get a fresh one.
const workersPerProcessor = 32

// build makes the server of its parts.
func (s *Server) build() error {
	var old func(context.Context) time.Time
	if remembered, isNeeded := newConnections(s.listener, s.config.Server); isNeeded {
		s.listener, old = remembered, remembered.oldAt
	}
	// Filled below, before the first call comes: only a server that is there can tell what it serves.
	limits := map[string]lifetime.Limit{}
	s.grpc = grpc.NewServer(slices.Concat(
		s.limitOptions(),
		s.chain(old),
		s.telemetry.options(),
		[]grpc.ServerOption{grpc.Creds(s.credentials), grpc.InTapHandle(boundMetadata(s.config.Server.MaxMetadataSize, lifetime.Tap(limits)))},
	)...)
	s.register()
	served := methodsOf(s.grpc, s.options.Services)
	computed, err := served.limits(s.config)
	if err != nil {
		return err
	}
	maps.Copy(limits, computed)
	if s.healthListener != nil {
		s.health = grpc.NewServer()
		s.monitor.register(s.health)
	}
	return interceptors.CheckRules(s.config, served.names)
}

func (s *Server) register() {
	env := &rules.Env{
		Store:             s.store,
		Clock:             s.options.Clock,
		IDs:               s.options.IDs,
		MaxStreamMessages: s.config.Limits.MaxStreamMessages,
		WaitForTurn:       s.rates.Wait,
	}
	for _, service := range s.options.Services {
		s.grpc.RegisterService(service.desc, service.handler(env))
	}
	s.monitor.register(s.grpc)
	if s.options.Register != nil {
		s.options.Register(s.grpc)
	}
	if s.config.Server.Reflection {
		reflection.Register(s.grpc)
	}
}

// chain is what stands around the handlers: the server's own, and inside it the program's.
func (s *Server) chain(old func(context.Context) time.Time) []grpc.ServerOption {
	feeds, checks := map[string]bool{}, []validation.Check{}
	for _, feed := range ownFeeds {
		feeds[feed] = true
	}
	for _, service := range s.options.Services {
		checks = append(checks, service.plan.Checks...)
		for _, feed := range service.plan.Feeds {
			feeds[feed] = true
		}
	}
	chain := &interceptors.Chain{
		Domain:     s.config.Service.Domain,
		Log:        s.log,
		LogsCalls:  s.config.Telemetry.AccessLog,
		Guards:     s.guards(),
		Ends:       interceptors.Ends{Feeds: feeds, Stopping: s.stop, OldAt: old, Clock: s.options.Clock},
		Validation: interceptors.NewValidation(checks),
	}
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(append([]grpc.UnaryServerInterceptor{chain.Unary}, s.options.UnaryInterceptors...)...),
		grpc.ChainStreamInterceptor(append([]grpc.StreamServerInterceptor{chain.Stream}, s.options.StreamInterceptors...)...),
	}
}

// guards find out who calls, how often, and whether it may, in this order.
func (s *Server) guards() []interceptors.Guard {
	limits := s.config.Limits.Rate
	refusals := rate.NewBuckets(limits.PerSecond, limits.Burst, s.options.Clock)
	guards := []interceptors.Guard{
		interceptors.Authentication(s.callers.Authenticate, s.callers.NamedByToken, refusals),
		s.rates.Guard,
	}
	if s.options.Authenticator != nil || s.config.Auth.Mode != config.AuthNone {
		guards = append(guards, interceptors.Authorization(s.config.Auth.Rules))
	}
	return guards
}

// limitOptions bound what one connection may take, and how long it lives.
func (s *Server) limitOptions() []grpc.ServerOption {
	server := s.config.Server
	return []grpc.ServerOption{
		grpc.MaxRecvMsgSize(server.MaxReceiveMessageSize),
		headerOption(server.MaxMetadataSize),
		grpc.MaxConcurrentStreams(uint32(server.MaxConcurrentStreams)),
		grpc.ConnectionTimeout(server.HandshakeTimeout),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle:     orNever(server.MaxConnectionIdle),
			MaxConnectionAge:      orNever(server.MaxConnectionAge),
			MaxConnectionAgeGrace: orNever(server.MaxConnectionAgeGrace),
			Time:                  orNever(server.KeepaliveTime),
			Timeout:               server.KeepaliveTimeout,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime:             max(server.KeepaliveMinTime, 1), // 0 would be the library's own
			PermitWithoutStream: server.KeepalivePermitWithoutStream,
		}),
		grpc.WaitForHandlers(true),
		grpc.NumStreamWorkers(uint32(workersPerProcessor * runtime.GOMAXPROCS(0))),
	}
}

// orNever is a duration, of which 0 is for ever.
func orNever(duration time.Duration) time.Duration {
	if duration == 0 {
		return math.MaxInt64
	}
	return duration
}
