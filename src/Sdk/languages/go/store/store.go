// Package store keeps the service's messages. The server starts with [Memory]; give it another [Store] to keep them in a
// database.
package store

import (
	"context"
	"errors"
	"iter"

	"google.golang.org/protobuf/proto"
)

// Store keeps messages in collections, which are told apart by the full name of their [Type] and are shared by all
// services.
//
// Messages are copied on their way in and out, so no caller ever sees another's changes. Revisions are one counter for
// the whole store, from 1. A store is used by many goroutines at once.
type Store interface {
	// Get answers the message under a key, or nil.
	Get(ctx context.Context, of *Type, key string) (*Record, error)

	// GetMany answers the messages under some keys, in the order of the keys, with nil where there is none.
	GetMany(ctx context.Context, of *Type, keys []string) ([]*Record, error)

	// Put stores a message if what is there is as expected. Without room for it the error is [ErrFull].
	Put(ctx context.Context, of *Type, key string, message proto.Message, expected Expectation, cause Cause) (Result, error)

	// Delete removes a message if what is there is as expected.
	Delete(ctx context.Context, of *Type, key string, expected Expectation, cause Cause) (Result, error)

	// Query answers the messages that match, in the query's order and after its position, at most limit of them, or all
	// where limit is 0. It ends after the first error.
	Query(ctx context.Context, of *Type, query Query, limit int) iter.Seq2[*Record, error]

	// Count answers how many messages match, whatever the query's position.
	Count(ctx context.Context, of *Type, query Query) (int64, error)

	// Watch follows a collection: every change from the moment it returns, in the order of revisions.
	Watch(ctx context.Context, of *Type) (Watch, error)

	// Replay answers what an earlier put or delete left under a request id, or nil.
	Replay(ctx context.Context, id RequestID) (*Replay, error)

	// Ready answers an error as long as the store cannot serve.
	Ready(ctx context.Context) error

	// Close ends the store and its watches.
	Close() error
}

// Watch is a running watch of a collection. Close it when it is not read any more.
type Watch interface {
	// Next waits for the next change. The error is [ErrLagged] once the watch was read too slowly, after what had been
	// queued till then; [ErrClosed] once the store is closed; or the context's.
	Next(ctx context.Context) (Change, error)

	// Close ends the watch.
	Close()
}

var (
	// ErrFull says that the store has no room for a message.
	ErrFull = errors.New("the store is full")

	// ErrLagged says that a watch was read too slowly.
	ErrLagged = errors.New("the watcher is too slow")

	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// Record is a stored message and the revision that wrote it.
type Record struct {
	Message  proto.Message // a copy that is the caller's own
	Revision int64
}

// Result tells how a put or delete went.
type Result struct {
	Done     bool    // false on a conflict: what was there is not what was expected
	Revision int64   // the new revision; 0 when nothing was written
	Present  *Record // on a conflict what is there, or nil for nothing
}

// Expectation is what must be there for a write to happen.
type Expectation struct {
	revision int64
	isAny    bool
}

var (
	// Any expects whatever is there, or nothing.
	Any = Expectation{isAny: true}

	// Absent expects nothing.
	Absent = Expectation{}
)

// AtRevision expects a message that was written by exactly this revision.
func AtRevision(revision int64) Expectation { return Expectation{revision: revision} }

// MetBy says whether the present revision, 0 where there is nothing, is the one expected.
func (e Expectation) MetBy(present int64) bool { return e.isAny || e.revision == present }
