package store

import (
	"time"

	"google.golang.org/protobuf/proto"
)

// Cause tells who writes, when and why.
type Cause struct {
	Actor   string        // the caller's identity, or empty
	Time    time.Time     // UTC, cut to milliseconds
	Command proto.Message // the command that caused the write, or nil
	Field   string        // what the command is for, by its name in the contract: watches of it are told also when it stays as it was
	Request *Request      // what to keep for a replay, or nil
}

// RequestID tells a request apart that may be sent again.
type RequestID struct {
	Method string // package.Service/Method
	Caller string
	ID     string
}

// Request is a request with an id, and a hash of all of it.
type Request struct {
	RequestID
	Hash string
}

// Replay is what is kept of a request that was done.
type Replay struct {
	Hash     string
	Key      string
	Revision int64
}

// Change is one change of a stored message.
type Change struct {
	Key      string
	Old      proto.Message // nil where it was created
	New      proto.Message // nil where it was deleted
	Revision int64
	Cause    Cause
}
