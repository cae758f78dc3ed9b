// Package validation finds what is wrong with requests before anything is done with them.
package validation

import (
	"fmt"
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// Message refuses a message that its contract's annotations and types do not allow, with everything that is wrong, by
// the numbers of the fields.
func Message(message proto.Message, required *Required) error {
	var problems []rpcerr.Violation
	check(message.ProtoReflect(), "", required, &problems)
	if len(problems) == 0 {
		return nil
	}
	return rpcerr.Invalid(problems...)
}

func check(message protoreflect.Message, prefix string, required *Required, problems *[]rpcerr.Violation) {
	for _, field := range checkedIn(message.Descriptor()) {
		path := prefix + string(field.Name())
		switch {
		case required.holdsFor(field) && fields.IsRequired(field) && isEmpty(message, field):
			*problems = append(*problems, rpcerr.Empty(path))
		case message.Has(field):
			checkValues(message, field, path, required.within(field), problems)
		case required.leadsThrough(field):
			check(message.Get(field).Message(), path+".", required.within(field), problems)
		}
	}
}

func checkValues(message protoreflect.Message, field protoreflect.FieldDescriptor, path string, required *Required, problems *[]rpcerr.Violation) {
	value := message.Get(field)
	switch {
	case field.IsMap():
		for _, key := range sortedKeys(field, value.Map()) {
			item := path + "[" + rpcerr.QuoteWhole(key.String()) + "]"
			checkValue(field.MapValue(), value.Map().Get(key), item, required, problems)
		}
	case field.IsList():
		for i := range value.List().Len() {
			checkValue(field, value.List().Get(i), fmt.Sprintf("%s[%d]", path, i), required, problems)
		}
	default:
		checkValue(field, value, path, required, problems)
	}
}

func checkValue(field protoreflect.FieldDescriptor, value protoreflect.Value, path string, required *Required, problems *[]rpcerr.Violation) {
	switch {
	case field.Enum() != nil:
		if field.Enum().Values().ByNumber(value.Enum()) == nil {
			*problems = append(*problems, rpcerr.NotDefined(path))
		}
	case field.Message() == nil:
	case !inRange(value.Message()):
		*problems = append(*problems, rpcerr.NotValid(path))
	case !fields.IsWellKnown(field.Message()):
		check(value.Message(), path+".", required, problems)
	}
}

// isEmpty is never true of a number or bool that cannot tell; it is of an enum at 0.
func isEmpty(message protoreflect.Message, field protoreflect.FieldDescriptor) bool {
	if !message.Has(field) {
		return field.HasPresence() || field.Cardinality() == protoreflect.Repeated || !isNumber(field)
	}
	switch field.Kind() {
	case protoreflect.StringKind, protoreflect.BytesKind:
		return field.Cardinality() != protoreflect.Repeated && store.ValueOf(message, field).Text() == ""
	case protoreflect.EnumKind:
		return field.Cardinality() != protoreflect.Repeated && message.Get(field).Enum() == 0
	default:
		return false
	}
}

func isNumber(field protoreflect.FieldDescriptor) bool {
	switch field.Kind() {
	case protoreflect.StringKind, protoreflect.BytesKind, protoreflect.EnumKind, protoreflect.MessageKind, protoreflect.GroupKind:
		return false
	default:
		return true
	}
}

func sortedKeys(field protoreflect.FieldDescriptor, entries protoreflect.Map) []protoreflect.MapKey {
	keys := make([]protoreflect.MapKey, 0, entries.Len())
	entries.Range(func(key protoreflect.MapKey, _ protoreflect.Value) bool {
		keys = append(keys, key)
		return true
	})
	slices.SortFunc(keys, func(a, b protoreflect.MapKey) int {
		return store.ValueOfKey(field, a).Compare(store.ValueOfKey(field, b))
	})
	return keys
}

// checked remembers, by type, the fields that can be wrong or have something inside that can.
var checked sync.Map

func checkedIn(message protoreflect.MessageDescriptor) []protoreflect.FieldDescriptor {
	known, ok := checked.Load(message)
	if !ok {
		var found []protoreflect.FieldDescriptor
		for _, field := range fields.ByNumber(message) {
			if canBeWrong(field) || (field.Message() != nil && canBeWrongInside(field.Message())) {
				found = append(found, field)
			}
		}
		known, _ = checked.LoadOrStore(message, found)
	}
	return known.([]protoreflect.FieldDescriptor)
}

func canBeWrongInside(root protoreflect.MessageDescriptor) bool {
	for message := range fields.Within(root) {
		if slices.ContainsFunc(fields.ByNumber(message), canBeWrong) {
			return true
		}
	}
	return false
}

func canBeWrong(field protoreflect.FieldDescriptor) bool {
	return fields.IsRequired(field) || field.Enum() != nil || (field.Message() != nil && hasRange(field.Message()))
}
