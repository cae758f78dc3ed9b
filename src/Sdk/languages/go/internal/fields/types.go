package fields

import (
	"cmp"
	"iter"
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// IsWellKnown says whether a message is one of protobuf's own, which paths do not lead into.
func IsWellKnown(message protoreflect.MessageDescriptor) bool {
	return message.ParentFile().Package() == "google.protobuf"
}

// ByNumber lists a message's fields by their numbers.
func ByNumber(message protoreflect.MessageDescriptor) []protoreflect.FieldDescriptor {
	all := message.Fields()
	sorted := make([]protoreflect.FieldDescriptor, all.Len())
	for i := range sorted {
		sorted[i] = all.Get(i)
	}
	slices.SortFunc(sorted, func(a, b protoreflect.FieldDescriptor) int { return cmp.Compare(a.Number(), b.Number()) })
	return sorted
}

// Within lists a type and the types of everything inside its messages, each once.
func Within(root protoreflect.MessageDescriptor) iter.Seq[protoreflect.MessageDescriptor] {
	return func(yield func(protoreflect.MessageDescriptor) bool) {
		seen := map[protoreflect.FullName]bool{root.FullName(): true}
		for left := []protoreflect.MessageDescriptor{root}; len(left) > 0; left = left[1:] {
			if !yield(left[0]) {
				return
			}
			for _, field := range ByNumber(left[0]) {
				if inner := field.Message(); inner != nil && !seen[inner.FullName()] {
					seen[inner.FullName()] = true
					left = append(left, inner)
				}
			}
		}
	}
}

// Messages lists the messages inside a field: one, those of a list, or a map's values.
func Messages(message protoreflect.Message, field protoreflect.FieldDescriptor) iter.Seq[protoreflect.Message] {
	return func(yield func(protoreflect.Message) bool) {
		switch {
		case field.Message() == nil || !message.Has(field):
		case field.IsMap():
			if field.MapValue().Message() == nil {
				return
			}
			message.Get(field).Map().Range(func(_ protoreflect.MapKey, value protoreflect.Value) bool { return yield(value.Message()) })
		case field.IsList():
			list := message.Get(field).List()
			for i := range list.Len() {
				if !yield(list.Get(i).Message()) {
					return
				}
			}
		default:
			yield(message.Get(field).Message())
		}
	}
}
