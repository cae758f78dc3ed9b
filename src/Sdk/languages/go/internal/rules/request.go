package rules

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
)

// unsupported are request fields that mean nothing to a rule. One that is set is refused: a filter that were ignored would
// show a caller what it must not see.
type unsupported []unsupportedField

type unsupportedField struct {
	path   string
	fields []protoreflect.FieldDescriptor
}

func newUnsupported(request protoreflect.MessageDescriptor, paths []string) unsupported {
	found := make(unsupported, len(paths))
	for i, path := range paths {
		found[i] = unsupportedField{path, throughLists(request, path)}
	}
	return found
}

func (u unsupported) refuse(request protoreflect.Message) error {
	var refused []rpcerr.Violation
	for _, field := range u {
		if isSet(request, field.fields) {
			refused = append(refused, rpcerr.NotSupported(field.path))
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return rpcerr.InvalidBecause("FIELD_NOT_SUPPORTED", refused...)
}

// throughLists finds the fields of a dotted path, which may lead through lists of messages.
func throughLists(message protoreflect.MessageDescriptor, path string) []protoreflect.FieldDescriptor {
	names := strings.Split(path, ".")
	found := make([]protoreflect.FieldDescriptor, len(names))
	for i, name := range names {
		found[i] = fieldOf(message, name)
		message = found[i].Message()
	}
	return found
}

func isSet(message protoreflect.Message, path []protoreflect.FieldDescriptor) bool {
	if len(path) == 1 {
		return message.Has(path[0])
	}
	return slices.ContainsFunc(slices.Collect(fields.Messages(message, path[0])), func(inner protoreflect.Message) bool {
		return isSet(inner, path[1:])
	})
}
