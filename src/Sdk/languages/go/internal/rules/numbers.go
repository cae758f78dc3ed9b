package rules

import (
	"math"
	"math/big"

	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/store"
)

// integerIn reads an integer field of any type; what int64 cannot hold is its largest.
func integerIn(message protoreflect.Message, field protoreflect.FieldDescriptor) int64 {
	value := message.Get(field)
	if store.KindOf(field) == store.Unsigned {
		return int64(min(value.Uint(), math.MaxInt64))
	}
	return value.Int()
}

// setInteger sets an integer field of any type; an empty one is that of no field.
func setInteger(message protoreflect.Message, field protoreflect.FieldDescriptor, value int64) {
	if field != nil {
		message.Set(field, integerValue(field, big.NewInt(value)))
	}
}

// sum adds two numbers, which may be of different types of one kind, in the type of the first; false where it cannot hold
// the sum.
func sum(field protoreflect.FieldDescriptor, value protoreflect.Value, deltaField protoreflect.FieldDescriptor, delta protoreflect.Value) (protoreflect.Value, bool) {
	if store.KindOf(field) == store.Floating {
		return floatValue(field, value.Float()+delta.Float())
	}
	return checkedInteger(field, new(big.Int).Add(integerOf(field, value), integerOf(deltaField, delta)))
}

// converted is a number in the type of another field of its kind; false where that cannot hold it.
func converted(to, from protoreflect.FieldDescriptor, value protoreflect.Value) (protoreflect.Value, bool) {
	if store.KindOf(from) == store.Floating {
		return floatValue(to, value.Float())
	}
	return checkedInteger(to, integerOf(from, value))
}

func floatValue(field protoreflect.FieldDescriptor, number float64) (protoreflect.Value, bool) {
	if field.Kind() == protoreflect.FloatKind {
		narrow := float32(number)
		return protoreflect.ValueOfFloat32(narrow), isFinite(float64(narrow))
	}
	return protoreflect.ValueOfFloat64(number), isFinite(number)
}

func isFinite(number float64) bool { return !math.IsNaN(number) && !math.IsInf(number, 0) }

func integerOf(field protoreflect.FieldDescriptor, value protoreflect.Value) *big.Int {
	if store.KindOf(field) == store.Unsigned {
		return new(big.Int).SetUint64(value.Uint())
	}
	return big.NewInt(value.Int())
}

func checkedInteger(field protoreflect.FieldDescriptor, number *big.Int) (protoreflect.Value, bool) {
	value := integerValue(field, number)
	return value, integerOf(field, value).Cmp(number) == 0
}

// integerValue is a number in the type of a field, which may not hold all of it.
func integerValue(field protoreflect.FieldDescriptor, number *big.Int) protoreflect.Value {
	bits := number.Uint64()
	if number.Sign() < 0 {
		bits = uint64(number.Int64())
	}
	switch field.Kind() {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(bits))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(bits))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(bits)
	default:
		return protoreflect.ValueOfInt64(int64(bits))
	}
}
