// Package host runs the server: all services of the contract, over one store, behind one chain of interceptors.
package host

import (
	"context"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/store"
)

// Options is what a program says of its server in code.
type Options struct {
	Name     string // of the service, where the configuration has no other
	Services []Service

	Store              store.Store // nil for the one in memory
	Clock              func() time.Time
	IDs                store.IDs
	Authenticator      interceptors.Authenticator  // in place of what auth.mode names; nil for that
	Ready              func(context.Context) error // more that must be well before the server says that it serves
	UnaryInterceptors  []grpc.UnaryServerInterceptor
	StreamInterceptors []grpc.StreamServerInterceptor
	Register           func(grpc.ServiceRegistrar) // adds services that the contract does not have
	Log                *slog.Logger
}

// Service is one service of the contract.
type Service struct {
	desc    *grpc.ServiceDesc
	handler func(*rules.Env) any
	plan    rules.ServicePlan
	isOwn   bool // a program has a handler of its own
}

// NewService describes a service by its defaults, and what a program makes of them; nil for the defaults alone.
func NewService[D, H any](desc *grpc.ServiceDesc, defaults func(*rules.Env) D, handler func(D) H, plan rules.ServicePlan) Service {
	if handler == nil {
		return Service{desc: desc, plan: plan, handler: func(env *rules.Env) any { return defaults(env) }}
	}
	return Service{desc: desc, plan: plan, isOwn: true, handler: func(env *rules.Env) any { return handler(defaults(env)) }}
}
