package validation

import "google.golang.org/protobuf/reflect/protoreflect"

const (
	firstSecond = -62_135_596_800 // year 1
	lastSecond  = 253_402_300_799 // year 9999
	mostSeconds = 315_576_000_000 // 10 000 years
	secondNanos = 1_000_000_000
)

func hasRange(message protoreflect.MessageDescriptor) bool {
	return message.FullName() == "google.protobuf.Timestamp" || message.FullName() == "google.protobuf.Duration"
}

// inRange says whether a Timestamp or Duration is one that there is; it is true of every other message.
func inRange(message protoreflect.Message) bool {
	if !hasRange(message.Descriptor()) {
		return true
	}
	parts := message.Descriptor().Fields()
	seconds, nanos := message.Get(parts.ByNumber(1)).Int(), message.Get(parts.ByNumber(2)).Int()
	if message.Descriptor().Name() == "Timestamp" {
		return seconds >= firstSecond && seconds <= lastSecond && nanos >= 0 && nanos < secondNanos
	}
	return seconds >= -mostSeconds && seconds <= mostSeconds && nanos > -secondNanos && nanos < secondNanos &&
		(seconds == 0 || nanos == 0 || (seconds > 0) == (nanos > 0))
}
