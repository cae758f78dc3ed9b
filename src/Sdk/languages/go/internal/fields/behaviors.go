package fields

import (
	"slices"
	"sync"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// behaviors remembers what fields are annotated with, for a field is asked in every call.
var behaviors sync.Map

// IsOutputOnly says whether only the server sets the field.
func IsOutputOnly(field protoreflect.FieldDescriptor) bool {
	return has(field, annotations.FieldBehavior_OUTPUT_ONLY)
}

// IsImmutable says whether the field keeps its first value.
func IsImmutable(field protoreflect.FieldDescriptor) bool {
	return has(field, annotations.FieldBehavior_IMMUTABLE)
}

// IsRequired says whether the caller must give the field; what is the server's to say is nobody's to give.
func IsRequired(field protoreflect.FieldDescriptor) bool {
	return has(field, annotations.FieldBehavior_REQUIRED) && !IsOutputOnly(field)
}

func has(field protoreflect.FieldDescriptor, behavior annotations.FieldBehavior) bool {
	known, ok := behaviors.Load(field)
	if !ok {
		declared, _ := proto.GetExtension(field.Options(), annotations.E_FieldBehavior).([]annotations.FieldBehavior)
		known, _ = behaviors.LoadOrStore(field, declared)
	}
	return slices.Contains(known.([]annotations.FieldBehavior), behavior)
}
