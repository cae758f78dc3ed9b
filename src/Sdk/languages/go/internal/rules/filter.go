package rules

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// Filter says which request field bounds which field of the messages, and how.
type Filter struct {
	Source   string // a path in the request
	Operator store.Operator
	Field    string // of the message
}

type filters []filter

type filter struct {
	Filter
	of     *store.Type
	source fields.Path
	field  protoreflect.FieldDescriptor
}

func newFilters(request protoreflect.MessageDescriptor, of *store.Type, plan []Filter) filters {
	found := make(filters, len(plan))
	for i, each := range plan {
		found[i] = filter{each, of, pathOf(request, each.Source), fieldOf(of.Descriptor(), each.Field)}
	}
	return found
}

// read finds the conditions that a request asks for; a field that is left out asks for none.
func (f filters) read(request protoreflect.Message) ([]store.Condition, error) {
	var conditions []store.Condition
	for _, each := range f {
		values, err := each.values(request)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 {
			conditions = append(conditions, store.Condition{Source: each.Source, Field: each.field, Operator: each.Operator, Values: values})
		}
	}
	return conditions, nil
}

// values reads what the field is to be compared with; none where the request leaves it out.
func (f filter) values(request protoreflect.Message) ([]store.Value, error) {
	leaf := f.source.Leaf()
	parent, ok := f.source.Follow(request)
	if !ok || !parent.Has(leaf) {
		return nil, nil
	}
	if leaf.IsList() {
		values := store.ValuesOf(parent, leaf)
		for i, value := range values {
			if value.IsNaN() {
				return nil, rpcerr.Invalid(rpcerr.NotValid(fmt.Sprintf("%s[%d]", f.Source, i)))
			}
		}
		return values, nil
	}
	value := store.ValueOf(parent, leaf)
	if value.IsNaN() {
		return nil, rpcerr.Invalid(rpcerr.NotValid(f.Source))
	}
	if f.Operator == store.Under {
		if err := checkParent(f.of, f.Source, value.Text()); err != nil {
			return nil, err
		}
	}
	return []store.Value{value}, nil
}
