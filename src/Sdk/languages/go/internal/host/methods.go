package host

import (
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/lifetime"
	"example.com/grpc-service-template/rpcerr"
)

// ownFeeds are what the server itself serves that goes on until someone ends it.
var ownFeeds = []string{
	"grpc.health.v1.Health/Watch",
	"grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
	"grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
}

// methods are what the server serves.
type methods struct {
	names    []string // package.Service/Method
	unary    map[string]bool
	listings map[string]bool
	feeds    []string
}

// methodsOf lists what a server serves. Listings and feeds are known of the contract's services alone: whatever else
// streams, an own chat for one, has no end that could be known.
func methodsOf(server *grpc.Server, services []Service) methods {
	found := methods{unary: map[string]bool{}, listings: map[string]bool{}, feeds: slices.Clone(ownFeeds)}
	for service, info := range server.GetServiceInfo() {
		for _, method := range info.Methods {
			name := service + "/" + method.Name
			found.names = append(found.names, name)
			found.unary[name] = !method.IsClientStream && !method.IsServerStream
		}
	}
	for _, service := range services {
		found.feeds = append(found.feeds, service.plan.Feeds...)
		for _, listing := range service.plan.Listings {
			found.listings[listing] = true
		}
	}
	return found
}

// limits says how long calls may take, by /package.Service/Method.
func (m methods) limits(configuration *config.Config) (map[string]lifetime.Limit, error) {
	deadlines := configuration.Deadlines
	limits := make(map[string]lifetime.Limit, len(m.names))
	for _, name := range m.names {
		switch own, isOwn := deadlines.Methods[name]; {
		case isOwn:
			limits["/"+name] = limitOf(own, own)
		case isHealth(name):
		case m.unary[name]:
			limits["/"+name] = limitOf(deadlines.Unary, deadlines.UnaryMax)
		case m.listings[name]:
			limits["/"+name] = limitOf(deadlines.Stream, deadlines.Stream)
		}
	}
	for name := range deadlines.Methods {
		if _, ok := m.unary[name]; !ok {
			return nil, configuration.Problem("deadlines.methods: %s is no method of this service; a method is named package.Service/Method", rpcerr.Quote(name))
		}
	}
	return limits, nil
}

func limitOf(usual, most time.Duration) lifetime.Limit {
	if usual == 0 || (most > 0 && most < usual) {
		usual = most
	}
	return lifetime.Limit{Default: usual, Most: most}
}

func isHealth(method string) bool { return strings.HasPrefix(method, "grpc.health.v1.") }
