package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Kind is a kind of [Value]; its number is the first byte of a value in a page token.
type Kind byte

const (
	Unset    Kind = iota // no value
	Signed               // a signed integer, an enum's number, or a bool
	Unsigned             // an unsigned integer
	Floating             // a float or double
	Bytes                // a string's UTF-8, or bytes
	Time                 // a Timestamp or Duration
)

// orderBytes is how much of a string takes part in an order.
const orderBytes = 256

// ErrNoValue says that some bytes do not begin with a value.
var ErrNoValue = errors.New("no value")

// Value is a leaf's value as all languages compare and write it. Unset comes first; numbers by value with NaN last; false
// before true; times by seconds and nanos; strings and bytes by their unsigned bytes. Equal values are ==.
type Value struct {
	kind  Kind
	bits  uint64 // the number, or a time's seconds
	nanos int32
	bytes string
}

// ValueOf reads a singular field; the value is unset where the field can tell that nothing was given.
func ValueOf(message protoreflect.Message, field protoreflect.FieldDescriptor) Value {
	if field.HasPresence() && !message.Has(field) {
		return Value{}
	}
	return valueOf(field, message.Get(field))
}

// ValuesOf reads a repeated field.
func ValuesOf(message protoreflect.Message, field protoreflect.FieldDescriptor) []Value {
	list := message.Get(field).List()
	values := make([]Value, list.Len())
	for i := range values {
		values[i] = valueOf(field, list.Get(i))
	}
	return values
}

// ValueOfKey reads a map's key.
func ValueOfKey(field protoreflect.FieldDescriptor, key protoreflect.MapKey) Value {
	return valueOf(field.MapKey(), key.Value())
}

// ValueOfBool makes a value of a bool.
func ValueOfBool(value bool) Value {
	if value {
		return Value{kind: Signed, bits: 1}
	}
	return Value{kind: Signed}
}

// IsComparable says whether a field's values can be compared: it is singular, and a scalar, an enum, a Timestamp, a
// Duration or a wrapper.
func IsComparable(field protoreflect.FieldDescriptor) bool {
	if field.Cardinality() == protoreflect.Repeated {
		return false
	}
	message := field.Message()
	return message == nil || isTime(message) || isWrapper(message)
}

// KindOf is the kind of a field's values that are set.
func KindOf(field protoreflect.FieldDescriptor) Kind {
	switch field.Kind() {
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return Floating
	case protoreflect.StringKind, protoreflect.BytesKind:
		return Bytes
	case protoreflect.Uint32Kind, protoreflect.Uint64Kind, protoreflect.Fixed32Kind, protoreflect.Fixed64Kind:
		return Unsigned
	case protoreflect.MessageKind, protoreflect.GroupKind:
		if isWrapper(field.Message()) {
			return KindOf(field.Message().Fields().Get(0))
		}
		return Time
	default:
		return Signed
	}
}

func valueOf(field protoreflect.FieldDescriptor, value protoreflect.Value) Value {
	switch kind := KindOf(field); {
	case field.Message() != nil && kind == Time:
		return timeOf(value.Message())
	case field.Message() != nil:
		inner := field.Message().Fields().Get(0)
		return valueOf(inner, value.Message().Get(inner))
	case kind == Floating:
		return Value{kind: Floating, bits: floatBits(value.Float())}
	case kind == Unsigned:
		return Value{kind: Unsigned, bits: value.Uint()}
	case field.Kind() == protoreflect.StringKind:
		return Value{kind: Bytes, bytes: value.String()}
	case field.Kind() == protoreflect.BytesKind:
		return Value{kind: Bytes, bytes: string(value.Bytes())}
	case field.Kind() == protoreflect.EnumKind:
		return Value{kind: Signed, bits: uint64(int64(value.Enum()))}
	case field.Kind() == protoreflect.BoolKind:
		return ValueOfBool(value.Bool())
	default:
		return Value{kind: Signed, bits: uint64(value.Int())}
	}
}

// timeOf reads a Timestamp or Duration, which have the same two fields.
func timeOf(message protoreflect.Message) Value {
	parts := message.Descriptor().Fields()
	return Value{
		kind:  Time,
		bits:  uint64(message.Get(parts.ByNumber(1)).Int()),
		nanos: int32(message.Get(parts.ByNumber(2)).Int()),
	}
}

func isTime(message protoreflect.MessageDescriptor) bool {
	name := message.FullName()
	return name == "google.protobuf.Timestamp" || name == "google.protobuf.Duration"
}

func isWrapper(message protoreflect.MessageDescriptor) bool {
	return message.ParentFile().Path() == "google/protobuf/wrappers.proto" && message.FullName().Parent() == "google.protobuf"
}

// floatBits knows one NaN and one zero, so that equal values have equal bytes.
func floatBits(number float64) uint64 {
	switch {
	case math.IsNaN(number):
		return 0x7ff8000000000000
	case number == 0:
		return 0
	default:
		return math.Float64bits(number)
	}
}

// Kind tells which kind of value it is.
func (v Value) Kind() Kind { return v.kind }

// IsSet says whether there is a value.
func (v Value) IsSet() bool { return v.kind != Unset }

// IsNaN says whether it is the floating value that no number equals.
func (v Value) IsNaN() bool { return v.kind == Floating && math.IsNaN(v.float()) }

// Text is a string's value, as it was.
func (v Value) Text() string { return v.bytes }

func (v Value) float() float64 { return math.Float64frombits(v.bits) }

// CutForOrder leaves out what takes no part in an order: strings and bytes are cut.
func (v Value) CutForOrder() Value {
	if len(v.bytes) > orderBytes {
		v.bytes = v.bytes[:orderBytes]
	}
	return v
}

// Compare is negative where v comes first, positive where other does, and 0 where they are equal.
func (v Value) Compare(other Value) int {
	if v.kind != other.kind {
		return cmp.Compare(v.kind, other.kind)
	}
	switch v.kind {
	case Signed:
		return cmp.Compare(int64(v.bits), int64(other.bits))
	case Unsigned:
		return cmp.Compare(v.bits, other.bits)
	case Floating:
		return compareFloats(v.float(), other.float())
	case Bytes:
		return strings.Compare(v.bytes, other.bytes)
	case Time:
		return cmp.Or(cmp.Compare(int64(v.bits), int64(other.bits)), cmp.Compare(v.nanos, other.nanos))
	default:
		return 0
	}
}

// compareFloats puts NaN last, where cmp.Compare puts it first.
func compareFloats(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a):
		return 1
	case math.IsNaN(b):
		return -1
	default:
		return cmp.Compare(a, b)
	}
}

// AppendTo writes the value as page tokens have it: its kind and its bytes, big-endian.
func (v Value) AppendTo(to []byte) []byte {
	to = append(to, byte(v.kind))
	switch v.kind {
	case Unset:
		return to
	case Bytes:
		to = binary.BigEndian.AppendUint32(to, uint32(len(v.bytes)))
		return append(to, v.bytes...)
	case Time:
		to = binary.BigEndian.AppendUint64(to, v.bits)
		return binary.BigEndian.AppendUint32(to, uint32(v.nanos))
	default:
		return binary.BigEndian.AppendUint64(to, v.bits)
	}
}

// ReadValue reads a value from the front of some bytes, and answers what follows it.
func ReadValue(from []byte) (Value, []byte, error) {
	if len(from) == 0 {
		return Value{}, nil, ErrNoValue
	}
	value, rest := Value{kind: Kind(from[0])}, from[1:]
	switch {
	case value.kind == Unset:
		return value, rest, nil
	case value.kind == Bytes && len(rest) >= 4:
		length := uint64(binary.BigEndian.Uint32(rest))
		if rest = rest[4:]; uint64(len(rest)) < length {
			return Value{}, nil, ErrNoValue
		}
		value.bytes = string(rest[:length])
		return value, rest[length:], nil
	case value.kind == Time && len(rest) >= 12:
		value.bits, value.nanos = binary.BigEndian.Uint64(rest), int32(binary.BigEndian.Uint32(rest[8:]))
		return value, rest[12:], nil
	case (value.kind == Signed || value.kind == Unsigned || value.kind == Floating) && len(rest) >= 8:
		value.bits = binary.BigEndian.Uint64(rest)
		return value, rest[8:], nil
	default:
		return Value{}, nil, ErrNoValue
	}
}
