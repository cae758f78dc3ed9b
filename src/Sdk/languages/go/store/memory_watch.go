package store

import (
	"context"

	"google.golang.org/protobuf/proto"
)

// memoryWatch is a watch of a [Memory], which publishes to it and ends it under its lock.
type memoryWatch struct {
	queue       chan Change
	err         error // why the queue was closed; written before that and read after it
	ended       bool
	unsubscribe func()
}

func newMemoryWatch(capacity int) *memoryWatch {
	return &memoryWatch{queue: make(chan Change, capacity)}
}

func (w *memoryWatch) publish(change Change) {
	if w.ended {
		return
	}
	select {
	case w.queue <- change:
	default:
		w.end(ErrLagged)
	}
}

func (w *memoryWatch) end(err error) {
	if !w.ended {
		w.ended, w.err = true, err
		close(w.queue)
	}
}

// Next implements [Watch].
func (w *memoryWatch) Next(ctx context.Context) (Change, error) {
	select {
	case <-ctx.Done():
		return Change{}, context.Cause(ctx)
	case change, ok := <-w.queue:
		if !ok {
			return Change{}, w.err
		}
		// The queue holds the store's own messages, and the reader gets copies.
		change.Old, change.New = clone(change.Old), clone(change.New)
		return change, nil
	}
}

// Close implements [Watch].
func (w *memoryWatch) Close() { w.unsubscribe() }

func clone(message proto.Message) proto.Message {
	if message == nil {
		return nil
	}
	return proto.Clone(message)
}
