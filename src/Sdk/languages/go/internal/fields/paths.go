// Package fields reads messages by their contracts: paths through them, and what the contract's annotations say of their
// fields.
package fields

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Path leads through singular messages to a field.
type Path []protoreflect.FieldDescriptor

// Resolve finds the fields of a dotted path, in the contract's names, through singular messages that are the contract's
// own. It answers nil when there is no such path.
func Resolve(root protoreflect.MessageDescriptor, path string) Path {
	var resolved Path
	message := root
	for name := range strings.SplitSeq(path, ".") {
		if message == nil {
			return nil
		}
		field := message.Fields().ByName(protoreflect.Name(name))
		if field == nil {
			return nil
		}
		resolved = append(resolved, field)
		message = inside(field)
	}
	return resolved
}

// inside is the type that a path can go on in, or nil.
func inside(field protoreflect.FieldDescriptor) protoreflect.MessageDescriptor {
	if field.Message() == nil || field.Cardinality() == protoreflect.Repeated || IsWellKnown(field.Message()) {
		return nil
	}
	return field.Message()
}

// Leaf is the field that the path leads to.
func (p Path) Leaf() protoreflect.FieldDescriptor { return p[len(p)-1] }

// Follow finds the message that holds the path's leaf; false when a message on the way is absent.
func (p Path) Follow(message protoreflect.Message) (protoreflect.Message, bool) {
	for _, field := range p[:len(p)-1] {
		if !message.Has(field) {
			return nil, false
		}
		message = message.Get(field).Message()
	}
	return message, true
}

// Make finds the message that holds the path's leaf; those on the way are made where they are absent.
func (p Path) Make(message protoreflect.Message) protoreflect.Message {
	for _, field := range p[:len(p)-1] {
		message = message.Mutable(field).Message()
	}
	return message
}

// Copy gives a field the value that it has in another message of the type, or clears it. What is inside is handed over
// and not copied.
func Copy(field protoreflect.FieldDescriptor, from, to protoreflect.Message) {
	if from.Has(field) {
		to.Set(field, from.Get(field))
	} else {
		to.Clear(field)
	}
}

// Equal says whether two messages of a type have the same in a field; unset and zero differ where the field can tell.
func Equal(field protoreflect.FieldDescriptor, one, other protoreflect.Message) bool {
	return one.Has(field) == other.Has(field) && one.Get(field).Equal(other.Get(field))
}
