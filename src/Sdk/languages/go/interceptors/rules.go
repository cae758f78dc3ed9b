package interceptors

import (
	"context"
	"maps"
	"slices"
	"strings"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/rpcerr"
)

// Authorization refuses calls that the rules do not allow: one that fits is enough, and none at all lets everyone call
// everything. It stands inside the rate limit: such calls count like any other.
func Authorization(rules []config.AuthRule) Guard {
	return func(_ context.Context, call *Call) error {
		fits := func(rule config.AuthRule) bool { return allows(rule, call.identity, call.Method) }
		if isExempt(call) || len(rules) == 0 || slices.ContainsFunc(rules, fits) {
			return nil
		}
		return rpcerr.NotAllowed(call.Method)
	}
}

func allows(rule config.AuthRule, identity Identity, method string) bool {
	names := func(pattern string) bool { return namesMethod(pattern, method) }
	holds := func(scope string) bool { return slices.Contains(identity.Scopes, scope) }
	return slices.ContainsFunc(rule.Methods, names) &&
		(rule.Identities == nil || slices.Contains(rule.Identities, identity.Name())) &&
		!slices.ContainsFunc(rule.Scopes, func(scope string) bool { return !holds(scope) })
}

func namesMethod(pattern, method string) bool {
	service, ok := strings.CutSuffix(pattern, "*")
	return pattern == method || (ok && strings.HasPrefix(method, service))
}

// CheckRules refuses rules that name what is not served, as package.Service/Method: whoever wrote them meant something
// else.
func CheckRules(configuration *config.Config, methods []string) error {
	for i, rule := range configuration.Auth.Rules {
		for j, pattern := range rule.Methods {
			// Reflection may be switched on and off; a rule for it may stand in either case.
			if strings.HasPrefix(pattern, "grpc.reflection.") || slices.ContainsFunc(methods, func(method string) bool { return namesMethod(pattern, method) }) {
				continue
			}
			return configuration.Problem("auth.rules[%d].methods[%d]: %s is no method of this server; it has %s",
				i, j, rpcerr.Quote(pattern), strings.Join(knownNear(pattern, methods), ", "))
		}
	}
	return nil
}

// knownNear lists the methods of the service that a pattern names, or all services.
func knownNear(pattern string, methods []string) []string {
	named, _, _ := strings.Cut(pattern, "/")
	near, services := []string{}, map[string]bool{}
	for _, method := range methods {
		service, _, _ := strings.Cut(method, "/")
		services[service+"/*"] = true
		if service == named {
			near = append(near, method)
		}
	}
	if len(near) == 0 {
		return slices.Sorted(maps.Keys(services))
	}
	return slices.Sorted(slices.Values(near))
}
