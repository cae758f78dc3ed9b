package rules

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"example.com/grpc-service-template/store"
)

// ChangePlan names the fields of what tells a change. Those that it has not are empty; without New the message itself is
// told, and no deletion.
type ChangePlan struct {
	Key   string
	Old   string // the number before, or the message
	New   string // the number after, or the message
	Time  string
	Actor string
}

// changes tells changes of a collection, or of one number of its messages.
type changes[A proto.Message] struct {
	of     *store.Type
	target protoreflect.FieldDescriptor // the number; nil for whole messages

	key, before, after, time, actor protoreflect.FieldDescriptor
}

func newChanges[A proto.Message](of *store.Type, target string, plan ChangePlan) changes[A] {
	response := typeOf[A]().Descriptor()
	return changes[A]{
		of:     of,
		target: fieldOf(of.Descriptor(), target),
		key:    fieldOf(response, plan.Key),
		before: fieldOf(response, plan.Old),
		after:  fieldOf(response, plan.New),
		time:   fieldOf(response, plan.Time),
		actor:  fieldOf(response, plan.Actor),
	}
}

// tell is what watchers are told of a change; false for nothing.
func (c changes[A]) tell(change store.Change) (A, bool) {
	if c.target != nil && c.isAside(change) {
		return *new(A), false
	}
	if change.New != nil {
		// What a message was before has no etag any more.
		answered(c.of, &store.Record{Message: change.New, Revision: change.Revision})
	}
	if c.after == nil {
		message, ok := change.New.(A)
		return message, ok
	}
	return c.describe(change), true
}

// isAside says whether the number stays as it was, and no command was for it.
func (c changes[A]) isAside(change store.Change) bool {
	return change.Cause.Field != string(c.target.Name()) && c.numberIn(change.Old).Equal(c.numberIn(change.New))
}

func (c changes[A]) describe(change store.Change) A {
	response := typeOf[A]().New()
	if c.key != nil {
		present := change.New
		if present == nil {
			present = change.Old
		}
		response.Set(c.key, present.ProtoReflect().Get(c.of.Key()))
	}
	c.setSide(response, c.before, change.Old)
	c.setSide(response, c.after, change.New)
	if c.time != nil {
		response.Set(c.time, protoreflect.ValueOfMessage(timestamppb.New(change.Cause.Time).ProtoReflect()))
	}
	if c.actor != nil {
		response.Set(c.actor, protoreflect.ValueOfString(change.Cause.Actor))
	}
	return response.Interface().(A)
}

// setSide tells what was there before or after: the message, or its number.
func (c changes[A]) setSide(response protoreflect.Message, field protoreflect.FieldDescriptor, message proto.Message) {
	switch {
	case field == nil:
	case field.Message() == nil:
		// The plan has seen to it that the field's type holds all that the number's can.
		number, _ := converted(field, c.target, c.numberIn(message))
		response.Set(field, number)
	case message != nil:
		response.Set(field, protoreflect.ValueOfMessage(message.ProtoReflect()))
	}
}

// numberIn is 0 where there is no message.
func (c changes[A]) numberIn(message proto.Message) protoreflect.Value {
	if message == nil {
		return c.target.Default()
	}
	return message.ProtoReflect().Get(c.target)
}
