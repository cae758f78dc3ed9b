package fields

import (
	"iter"
	"sync"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// ClearOutputOnly clears, at every depth, what only the server says. The key stays.
func ClearOutputOnly(message protoreflect.Message, key protoreflect.FieldDescriptor) {
	for field := range ownedIn(message.Descriptor(), key) {
		if IsOutputOnly(field) {
			message.Clear(field)
			continue
		}
		for inner := range Messages(message, field) {
			ClearOutputOnly(inner, key)
		}
	}
}

// Keep puts into a message that takes another's place what only the server says, and what cannot change and was left out.
func Keep(message, old protoreflect.Message, key protoreflect.FieldDescriptor) {
	for field := range ownedIn(message.Descriptor(), key) {
		if IsOutputOnly(field) || (IsImmutable(field) && !message.Has(field)) {
			Copy(field, old, message)
			continue
		}
		KeepInside(field, message, old, key)
	}
}

// KeepInside does the same inside a field that takes the place of another message's, which may be nil.
func KeepInside(field protoreflect.FieldDescriptor, message, old protoreflect.Message, key protoreflect.FieldDescriptor) {
	for inner := range Messages(message, field) {
		if !field.IsList() && !field.IsMap() && old != nil && old.Has(field) {
			Keep(inner, old.Get(field).Message(), key)
		} else {
			ClearOutputOnly(inner, key)
		}
	}
}

// Changed lists the paths of fields that cannot change and differ.
func Changed(message, old protoreflect.Message, key protoreflect.FieldDescriptor) []string {
	return appendChanged(nil, "", message, old, key)
}

func appendChanged(paths []string, prefix string, message, old protoreflect.Message, key protoreflect.FieldDescriptor) []string {
	for field := range ownedIn(message.Descriptor(), key) {
		path := prefix + string(field.Name())
		switch {
		case IsImmutable(field):
			if !Equal(field, message, old) {
				paths = append(paths, path)
			}
		case field.IsList() || field.IsMap() || !old.Has(field):
		default:
			for inner := range Messages(message, field) {
				paths = appendChanged(paths, path+".", inner, old.Get(field).Message(), key)
			}
		}
	}
	return paths
}

// owned remembers, by type, the fields that are the server's or cannot change, or have such fields inside.
var owned sync.Map

func ownedIn(message protoreflect.MessageDescriptor, key protoreflect.FieldDescriptor) iter.Seq[protoreflect.FieldDescriptor] {
	known, ok := owned.Load(message)
	if !ok {
		known, _ = owned.LoadOrStore(message, concernedIn(message))
	}
	return func(yield func(protoreflect.FieldDescriptor) bool) {
		for _, field := range known.([]protoreflect.FieldDescriptor) {
			if field != key && !yield(field) {
				return
			}
		}
	}
}

func concernedIn(message protoreflect.MessageDescriptor) []protoreflect.FieldDescriptor {
	var concerned []protoreflect.FieldDescriptor
	for _, field := range ByNumber(message) {
		if IsOutputOnly(field) || IsImmutable(field) || (field.Message() != nil && isConcerned(field.Message())) {
			concerned = append(concerned, field)
		}
	}
	return concerned
}

func isConcerned(root protoreflect.MessageDescriptor) bool {
	for message := range Within(root) {
		for _, field := range ByNumber(message) {
			if IsOutputOnly(field) || IsImmutable(field) {
				return true
			}
		}
	}
	return false
}
