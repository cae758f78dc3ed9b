package rules

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/store"
)

// updateMask is which fields of a message an update changes: all of them, those that are named, or, without paths, those
// that were sent.
type updateMask struct {
	isWhole bool
	paths   []fields.Path
}

// updateMaskIn reads a request's mask; the field is nil where it has none, and the message is replaced.
func updateMaskIn(request protoreflect.Message, field protoreflect.FieldDescriptor, of *store.Type) (updateMask, error) {
	if field == nil {
		return updateMask{isWhole: true}, nil
	}
	paths, isAll, err := maskPaths(request, field, of.Descriptor())
	return updateMask{isAll, paths}, err
}

// apply is the message that an update makes of the present one; what is the server's to say stays.
func (m updateMask) apply(of *store.Type, present, sent proto.Message) proto.Message {
	// Parts of what was sent go into the new message, which the caller's must not share.
	source := proto.Clone(sent)
	if m.isWhole {
		keep(of, source, present)
		return source
	}
	changed := proto.Clone(present)
	for _, path := range m.pathsFor(source) {
		if !isServers(of, path) {
			applyPath(path, changed.ProtoReflect(), source.ProtoReflect(), present.ProtoReflect(), of.Key())
		}
	}
	return changed
}

func (m updateMask) pathsFor(sent proto.Message) []fields.Path {
	if len(m.paths) > 0 {
		return m.paths
	}
	var paths []fields.Path
	for _, field := range fields.ByNumber(sent.ProtoReflect().Descriptor()) {
		if sent.ProtoReflect().Has(field) {
			paths = append(paths, fields.Path{field})
		}
	}
	return paths
}

func applyPath(path fields.Path, changed, source, present protoreflect.Message, key protoreflect.FieldDescriptor) {
	from, isSent := path.Follow(source)
	if !isSent {
		if to, ok := path.Follow(changed); ok {
			to.Clear(path.Leaf())
		}
		return
	}
	to := path.Make(changed)
	if to.Interface() == from.Interface() {
		// A wider path of the mask has brought the whole.
		return
	}
	fields.Copy(path.Leaf(), from, to)
	old, _ := path.Follow(present)
	fields.KeepInside(path.Leaf(), to, old, key)
}
