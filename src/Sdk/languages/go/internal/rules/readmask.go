package rules

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
)

const maskInvalid = "FIELD_MASK_INVALID"

// readMask is what is kept of a message; nil keeps everything.
type readMask struct{ root *maskNode }

// maskNode is a message of a mask: what is kept of each of its fields. One that is whole is kept as it is.
type maskNode struct {
	isWhole bool
	fields  map[protoreflect.FieldDescriptor]*maskNode
}

// readMaskIn reads a request's mask; the field is nil where it has none.
func readMaskIn(request protoreflect.Message, field protoreflect.FieldDescriptor, of protoreflect.MessageDescriptor) (readMask, error) {
	if field == nil {
		return readMask{}, nil
	}
	paths, isAll, err := maskPaths(request, field, of)
	if isAll || len(paths) == 0 {
		return readMask{}, err
	}
	root := &maskNode{}
	for _, path := range paths {
		root.add(path)
	}
	return readMask{root}, nil
}

// maskPaths reads the paths of a mask; isAll says that it is "*" alone.
func maskPaths(request protoreflect.Message, field protoreflect.FieldDescriptor, of protoreflect.MessageDescriptor) (_ []fields.Path, isAll bool, _ error) {
	named := fields.MaskOf(request, field)
	if len(named) == 1 && named[0] == "*" {
		return nil, true, nil
	}
	var problems []rpcerr.Violation
	paths := make([]fields.Path, 0, len(named))
	for _, name := range named {
		if path := fields.Resolve(of, name); path != nil {
			paths = append(paths, path)
		} else {
			problems = append(problems, rpcerr.NoPath(string(field.Name()), name))
		}
	}
	if len(problems) > 0 {
		return nil, false, rpcerr.InvalidBecause(maskInvalid, problems...)
	}
	return paths, false, nil
}

// apply clears everything else in a message that is the caller's own, and answers the same message.
func (m readMask) apply(message proto.Message) proto.Message {
	if m.root != nil {
		m.root.prune(message.ProtoReflect())
	}
	return message
}

func (n *maskNode) add(path fields.Path) {
	for _, field := range path {
		if n.fields == nil {
			n.fields = map[protoreflect.FieldDescriptor]*maskNode{}
		}
		if n.fields[field] == nil {
			n.fields[field] = &maskNode{}
		}
		n = n.fields[field]
	}
	n.isWhole = true
}

func (n *maskNode) prune(message protoreflect.Message) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch inner := n.fields[field]; {
		case inner == nil:
			message.Clear(field)
		case !inner.isWhole:
			inner.prune(value.Message())
		}
		return true
	})
}
