package validation

import (
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
)

// Check says how the requests of a method are checked that does not ask for all REQUIRED fields.
type Check struct {
	Method   string // package.Service/Method
	required func(request protoreflect.Message) *Required
}

// Request refuses a request that is not valid.
func (c Check) Request(request proto.Message) error {
	return Message(request, c.required(request.ProtoReflect()))
}

// Create checks the requests of a create: the key may be left to the server. The body is the request's field that holds
// the message; nil where the request is that message.
func Create(method string, body, key protoreflect.FieldDescriptor) Check {
	return inBody(method, body, func(protoreflect.Message, protoreflect.Message) *Required { return AllBut(key) })
}

// Update checks the requests of an update: what it changes, or everything where it replaces the message. The key is the
// one inside the message where the request has one of its own, else nil; the mask is nil where every update replaces.
func Update(method string, body, key, mask protoreflect.FieldDescriptor) Check {
	all := All
	if key != nil {
		all = AllBut(key)
	}
	return inBody(method, body, func(request, message protoreflect.Message) *Required {
		if mask == nil {
			return all
		}
		named := fields.MaskOf(request, mask)
		switch {
		case slices.Contains(named, "*"):
			return all
		case len(named) > 0:
			return At(without(key, resolve(message.Descriptor(), named)))
		default:
			return At(without(key, sent(message)))
		}
	})
}

func inBody(method string, body protoreflect.FieldDescriptor, inside func(request, message protoreflect.Message) *Required) Check {
	return Check{Method: method, required: func(request protoreflect.Message) *Required {
		if body == nil {
			return inside(request, request)
		}
		return AllWith(body, inside(request, request.Get(body).Message()))
	}}
}

// resolve leaves out what leads nowhere; that is told later, with the mask.
func resolve(message protoreflect.MessageDescriptor, named []string) []fields.Path {
	var paths []fields.Path
	for _, name := range named {
		if path := fields.Resolve(message, name); path != nil {
			paths = append(paths, path)
		}
	}
	return paths
}

func sent(message protoreflect.Message) []fields.Path {
	var paths []fields.Path
	for _, field := range fields.ByNumber(message.Descriptor()) {
		if message.Has(field) {
			paths = append(paths, fields.Path{field})
		}
	}
	return paths
}

func without(key protoreflect.FieldDescriptor, paths []fields.Path) []fields.Path {
	return slices.DeleteFunc(paths, func(path fields.Path) bool { return key != nil && path[0] == key })
}
