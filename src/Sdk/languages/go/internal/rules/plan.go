package rules

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/store"
)

// typeOf is the type of a generated message.
func typeOf[M proto.Message]() protoreflect.MessageType {
	var message M
	return message.ProtoReflect().Type()
}

// fieldOf finds a message's own field; an empty name is that of no field.
func fieldOf(message protoreflect.MessageDescriptor, name string) protoreflect.FieldDescriptor {
	if name == "" {
		return nil
	}
	field := message.Fields().ByName(protoreflect.Name(name))
	if field == nil {
		panic(fmt.Sprintf("rules: %s has no field %q", message.FullName(), name))
	}
	return field
}

func pathOf(message protoreflect.MessageDescriptor, path string) fields.Path {
	found := fields.Resolve(message, path)
	if found == nil {
		panic(fmt.Sprintf("rules: %s has no field %q", message.FullName(), path))
	}
	return found
}

// textIn reads a text that a request may have.
func textIn(request protoreflect.Message, field protoreflect.FieldDescriptor) string {
	if field == nil {
		return ""
	}
	return request.Get(field).String()
}

// isOn reads a switch that a request may have.
func isOn(request protoreflect.Message, field protoreflect.FieldDescriptor) bool {
	return field != nil && request.Get(field).Bool()
}

// carried is where a message carries one of another type: in a field, or by being it.
type carried struct{ field protoreflect.FieldDescriptor }

// in finds the message that is carried, which is not to be changed; it is empty where it was left out.
func (c carried) in(message protoreflect.Message) proto.Message {
	switch {
	case c.field == nil:
		return message.Interface()
	case !message.Has(c.field):
		return message.NewField(c.field).Message().Interface()
	default:
		return message.Get(c.field).Message().Interface()
	}
}

// pathOf is the path, from the outer message's root, of something inside the one that is carried.
func (c carried) pathOf(inner string) string {
	if c.field == nil {
		return inner
	}
	return string(c.field.Name()) + "." + inner
}

// answer makes answers of the messages of a collection.
type answer[A proto.Message] struct {
	wrapper   protoreflect.FieldDescriptor
	isMessage bool // the answer is the message
}

func newAnswer[A proto.Message](of *store.Type, wrapper string) answer[A] {
	descriptor := typeOf[A]().Descriptor()
	return answer[A]{wrapper: fieldOf(descriptor, wrapper), isMessage: wrapper == "" && descriptor == of.Descriptor()}
}

// of is the answer with a message, or an empty one where it has no place for it.
func (a answer[A]) of(message proto.Message) A {
	if a.isMessage {
		return message.(A)
	}
	response := typeOf[A]().New()
	if a.wrapper != nil {
		response.Set(a.wrapper, protoreflect.ValueOfMessage(message.ProtoReflect()))
	}
	return response.Interface().(A)
}
