package host

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/grpc-service-template/config"
)

// logStart says what whoever starts the server should know about it.
func (s *Server) logStart() {
	address := s.config.Server.Address
	if s.config.TLS.Mode == config.TLSOff && !s.config.TLS.TerminatedByProxy {
		s.log.Warn(address.String() + " speaks plaintext: whoever is on the way can read and change calls")
	}
	if s.config.Auth.Mode == config.AuthNone && s.options.Authenticator == nil {
		s.log.Warn("callers are not authenticated: whoever can connect may call")
	}
	if !address.IsLoopback() {
		s.log.Warn(address.String() + " can be reached from other machines")
	}
	for _, warning := range append(s.config.Warnings(), telemetryWarnings(s.config.Telemetry)...) {
		s.log.Warn(warning)
	}
	if s.isMemory {
		s.log.Warn("messages are kept in memory and do not survive a restart: set Options.Store to keep them")
	}
	s.logUnimplemented()
	s.log.Info("serving " + strings.Join(slices.Sorted(maps.Keys(s.grpc.GetServiceInfo())), ", "))
	s.log.Info("listening on " + s.scheme() + "://" + s.Address())
}

// logStop says what whoever has ended the server is waiting for.
func (s *Server) logStop() {
	s.log.Info(fmt.Sprintf("shutting down: calls that are under way have %gs to end; a second signal ends the program at once", s.config.Server.DrainGrace.Seconds()))
}

func (s *Server) scheme() string {
	if s.config.TLS.Mode == config.TLSOff {
		return "http"
	}
	return "https"
}

// logUnimplemented names the methods that nobody wrote. Of a service that has a handler of its own it cannot be told.
func (s *Server) logUnimplemented() {
	for _, service := range s.options.Services {
		if service.isOwn {
			continue
		}
		for _, method := range service.plan.Unimplemented {
			s.log.Warn(method + " has no implementation: embed the defaults of " + service.desc.ServiceName + " in a handler that has one, and name it in server.Options")
		}
	}
}
