package rules

import "example.com/grpc-service-template/internal/validation"

// ServicePlan is what the server must know of a service's methods, whoever answers them. Methods are named
// package.Service/Method.
type ServicePlan struct {
	Checks        []validation.Check // how requests are checked where not all that is REQUIRED must be sent
	Listings      []string           // streams that end by themselves
	Feeds         []string           // streams that go on until someone ends them: watches
	Unimplemented []string           // what the defaults only refuse
}
