package store

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Query is what to look for in a collection: all the conditions hold, in this order, after this position.
type Query struct {
	Conditions []Condition // joined by and; none matches everything
	Order      Ordering    // the key ascending is always the last tie break
	After      *Position   // where an earlier page ended; nil for the start
}

// Matches says whether a message meets all conditions.
func (q Query) Matches(message proto.Message) bool {
	reflected := message.ProtoReflect()
	for _, condition := range q.Conditions {
		if !condition.metBy(reflected) {
			return false
		}
	}
	return true
}

// Operator is how a stored field must compare to the values that were asked for.
type Operator int

const (
	Equal       Operator = iota // the field equals the value
	Has                         // the repeated field contains the value
	In                          // the field is one of the values
	All                         // the repeated field contains all the values
	AtLeast                     // the field is at least the value
	AtMost                      // the field is at most the value
	Under                       // the field, a name, lies directly under the value, in which a segment "-" stands for any one
	FieldAbsent                 // the field holds nothing; there is no value to compare
)

// Condition is a condition on one field of the stored message. An absent field meets none but [FieldAbsent].
type Condition struct {
	Source   string // the request's field that asked for it, as a path in the contract's names
	Field    protoreflect.FieldDescriptor
	Operator Operator
	Values   []Value // one; several for In and All; none for FieldAbsent
}

// MetBy says whether a message meets the condition.
func (c Condition) MetBy(message proto.Message) bool { return c.metBy(message.ProtoReflect()) }

func (c Condition) metBy(message protoreflect.Message) bool {
	switch c.Operator {
	case Equal, In:
		value := ValueOf(message, c.Field)
		return value.IsSet() && slices.Contains(c.Values, value)
	case Has, All:
		return containsAll(ValuesOf(message, c.Field), c.Values)
	case AtLeast:
		value := ValueOf(message, c.Field)
		return value.IsSet() && value.Compare(c.Values[0]) >= 0
	case AtMost:
		value := ValueOf(message, c.Field)
		return value.IsSet() && value.Compare(c.Values[0]) <= 0
	case Under:
		return IsUnder(message.Get(c.Field).String(), c.Values[0].Text())
	case FieldAbsent:
		return !message.Has(c.Field)
	default:
		return false
	}
}

func containsAll(present, wanted []Value) bool {
	for _, value := range wanted {
		if !slices.Contains(present, value) {
			return false
		}
	}
	return true
}

// IsUnder says whether a name lies directly under a parent, in which "-" stands for any one segment.
func IsUnder(name, parent string) bool {
	segments, above := strings.Split(name, "/"), strings.Split(parent, "/")
	own := len(segments) - len(above)
	if own != 1 && own != 2 {
		return false
	}
	for i, segment := range above {
		if segment != wildcard && segment != segments[i] {
			return false
		}
	}
	return true
}

// OrderItem is one item of an order.
type OrderItem struct {
	Path       string                         // in the contract's names
	Fields     []protoreflect.FieldDescriptor // singular messages, and a leaf
	Descending bool                           // the item's whole order is turned round, unset values included
}

// valueOf is a message's value for the item: unset when a message on the path is absent.
func (o OrderItem) valueOf(message protoreflect.Message) Value {
	last := len(o.Fields) - 1
	for _, field := range o.Fields[:last] {
		if !message.Has(field) {
			return Value{}
		}
		message = message.Get(field).Message()
	}
	return ValueOf(message, o.Fields[last]).CutForOrder()
}

// Ordering puts messages in an order. The key ascending is always the last tie break; the empty ordering orders by the
// key alone.
type Ordering []OrderItem

// Position is a place in an order: that of one row.
type Position struct {
	Order []Value // the row's value for each item of the order
	Key   Value
}

// PositionOf tells where a message stands.
func (o Ordering) PositionOf(of *Type, message proto.Message) Position {
	reflected := message.ProtoReflect()
	position := Position{Key: ValueOf(reflected, of.Key())}
	if len(o) > 0 {
		position.Order = make([]Value, len(o))
		for i, item := range o {
			position.Order[i] = item.valueOf(reflected)
		}
	}
	return position
}

// Compare is negative where a comes first, positive where b does, and 0 where they are the same row's.
func (o Ordering) Compare(a, b Position) int {
	for i, item := range o {
		compared := a.Order[i].Compare(b.Order[i])
		switch {
		case compared == 0:
		case item.Descending:
			return -compared
		default:
			return compared
		}
	}
	return a.Key.Compare(b.Key)
}
