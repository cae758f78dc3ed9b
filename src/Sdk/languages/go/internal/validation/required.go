package validation

import (
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
)

// Required tells which of a message's REQUIRED fields the caller must give.
type Required struct {
	holds  bool
	exempt protoreflect.FieldDescriptor
	inside map[protoreflect.FieldDescriptor]*Required
}

// All asks for all of them, at every depth.
var All = &Required{holds: true}

var none = &Required{}

// AllBut asks for all but one of the message's own.
func AllBut(field protoreflect.FieldDescriptor) *Required {
	return &Required{holds: true, exempt: field}
}

// AllWith asks for all, but inside one of the message's own fields for what is said for it.
func AllWith(field protoreflect.FieldDescriptor, inside *Required) *Required {
	return &Required{holds: true, inside: map[protoreflect.FieldDescriptor]*Required{field: inside}}
}

// At asks for what paths lead to, and all that is inside it.
func At(paths []fields.Path) *Required {
	root := &Required{}
	for _, path := range paths {
		root.add(path)
	}
	return root
}

// holdsFor says whether a field must hold something.
func (r *Required) holdsFor(field protoreflect.FieldDescriptor) bool {
	return field != r.exempt && (r.holds || r.inside[field] == All)
}

// within is the same for what is inside a field.
func (r *Required) within(field protoreflect.FieldDescriptor) *Required {
	if inside, ok := r.inside[field]; ok {
		return inside
	}
	if r.holds {
		return All
	}
	return none
}

// leadsThrough says whether it asks for something inside a field, wherever that is missing.
func (r *Required) leadsThrough(field protoreflect.FieldDescriptor) bool {
	inside, ok := r.inside[field]
	return ok && !r.holds && inside != All
}

func (r *Required) add(path fields.Path) {
	field := path[0]
	switch {
	case r.inside == nil:
		r.inside = map[protoreflect.FieldDescriptor]*Required{}
	case r.inside[field] == All:
		return
	}
	if len(path) == 1 {
		r.inside[field] = All
		return
	}
	if r.inside[field] == nil {
		r.inside[field] = &Required{}
	}
	r.inside[field].add(path[1:])
}
