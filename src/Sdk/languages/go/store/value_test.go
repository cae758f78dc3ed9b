package store

import (
	"bytes"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// first is the value of a message's first field.
func first(message proto.Message) Value {
	reflected := message.ProtoReflect()
	return ValueOf(reflected, reflected.Descriptor().Fields().Get(0))
}

func TestValue_IsWrittenAsTokensHaveIt(t *testing.T) {
	for name, test := range map[string]struct {
		value Value
		hex   string
	}{
		"unset":    {Value{}, "00"},
		"signed":   {first(wrapperspb.Int32(-2)), "01fffffffffffffffe"},
		"bool":     {ValueOfBool(true), "010000000000000001"},
		"enum":     {first(&structpb.Value{Kind: &structpb.Value_NullValue{}}), "010000000000000000"},
		"unsigned": {first(wrapperspb.UInt64(math.MaxUint64)), "02ffffffffffffffff"},
		"floating": {first(wrapperspb.Float(1.5)), "033ff8000000000000"},
		"nan":      {first(wrapperspb.Double(math.Float64frombits(0xfff8000000000001))), "037ff8000000000000"},
		"no zero":  {first(wrapperspb.Double(math.Copysign(0, -1))), "030000000000000000"},
		"text":     {first(wrapperspb.String("é")), "0400000002c3a9"},
		"bytes":    {first(wrapperspb.Bytes([]byte{0})), "040000000100"},
		"time":     {timeOf(timestamppb.New(timestamppb.Now().AsTime()).ProtoReflect()).at(-1, 5), "05ffffffffffffffff00000005"},
		"span":     {timeOf((&durationpb.Duration{Seconds: -1, Nanos: -5}).ProtoReflect()), "05fffffffffffffffffffffffb"},
	} {
		t.Run(name, func(t *testing.T) {
			written := test.value.AppendTo(nil)
			if got := hex.EncodeToString(written); got != test.hex {
				t.Errorf("wrote %s, want %s", got, test.hex)
			}
			read, rest, err := ReadValue(append(bytes.Clone(written), 7))
			if err != nil || read != test.value || len(rest) != 1 {
				t.Errorf("read %v, %v, %v", read, rest, err)
			}
			for length := range written {
				if _, _, err := ReadValue(written[:length]); err == nil {
					t.Errorf("read a value of %d bytes", length)
				}
			}
		})
	}
}

func (v Value) at(seconds int64, nanos int32) Value {
	v.bits, v.nanos = uint64(seconds), nanos
	return v
}

func TestReadValue_RefusesKindsThereAreNot(t *testing.T) {
	if _, _, err := ReadValue(append([]byte{6}, make([]byte, 20)...)); err == nil {
		t.Error("read kind 6")
	}
	if _, _, err := ReadValue([]byte{4, 0xff, 0xff, 0xff, 0xff, 1}); err == nil {
		t.Error("read a text that is not there")
	}
}

func TestValue_ComparesAsAllLanguagesDo(t *testing.T) {
	ascending := [][]Value{
		{{}, first(wrapperspb.Int64(math.MinInt64)), first(wrapperspb.Int64(-1)), ValueOfBool(false), ValueOfBool(true), first(wrapperspb.Int64(2))},
		{{}, first(wrapperspb.UInt64(0)), first(wrapperspb.UInt64(math.MaxUint64))},
		{{}, first(wrapperspb.Double(math.Inf(-1))), first(wrapperspb.Double(0)), first(wrapperspb.Double(math.Inf(1))), first(wrapperspb.Double(math.NaN()))},
		{{}, first(wrapperspb.String("")), first(wrapperspb.String("Z")), first(wrapperspb.String("a")), first(wrapperspb.String("aa")), first(wrapperspb.String("é"))},
		{{}, Value{kind: Time}.at(-1, 999_999_999), Value{kind: Time}.at(0, 0), Value{kind: Time}.at(0, 1)},
	}
	for _, values := range ascending {
		for i, one := range values {
			for j, other := range values {
				want := 0
				switch {
				case i < j:
					want = -1
				case i > j:
					want = 1
				}
				if got := one.Compare(other); got != want {
					t.Errorf("%v compared to %v is %d, want %d", one, other, got, want)
				}
			}
		}
	}
}

func TestValue_IsCutForOrdersAlone(t *testing.T) {
	long := first(wrapperspb.String(strings.Repeat("x", 300)))
	if got := len(long.CutForOrder().Text()); got != orderBytes {
		t.Errorf("cut to %d", got)
	}
	if len(long.Text()) != 300 {
		t.Error("the value itself was cut")
	}
}
