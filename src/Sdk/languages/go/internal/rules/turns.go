package rules

import (
	"context"
	"sync"

	"example.com/grpc-service-template/store"
)

// turns lets calls that have one request id wait for each other. The zero value is ready.
type turns struct {
	mutex  sync.Mutex
	queues map[store.RequestID]*queue
}

type queue struct {
	gate  chan struct{} // holds one value while it is somebody's turn
	calls int           // in the queue, the one whose turn it is included
}

// enter waits until no other call of the request is under way; leave ends the turn.
func (t *turns) enter(ctx context.Context, id store.RequestID) (leave func(), _ error) {
	waiting := t.join(id)
	select {
	case waiting.gate <- struct{}{}:
		return func() {
			<-waiting.gate
			t.part(id, waiting)
		}, nil
	case <-ctx.Done():
		t.part(id, waiting)
		return nil, context.Cause(ctx)
	}
}

func (t *turns) join(id store.RequestID) *queue {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	joined, ok := t.queues[id]
	if !ok {
		if t.queues == nil {
			t.queues = map[store.RequestID]*queue{}
		}
		joined = &queue{gate: make(chan struct{}, 1)}
		t.queues[id] = joined
	}
	joined.calls++
	return joined
}

func (t *turns) part(id store.RequestID, parted *queue) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if parted.calls--; parted.calls == 0 {
		delete(t.queues, id)
	}
}
