package store

import (
	"container/list"
	"time"
)

const (
	mostReplays   = 10_000
	longestReplay = time.Hour
)

// replays keeps what was done under request ids: a bounded number, for an hour, least recent out first.
type replays struct {
	clock func() time.Time
	byID  map[RequestID]*list.Element
	byAge *list.List
}

type replayEntry struct {
	id     RequestID
	replay Replay
	time   time.Time
}

func newReplays(clock func() time.Time) replays {
	return replays{clock: clock, byID: map[RequestID]*list.Element{}, byAge: list.New()}
}

func (r *replays) keep(request *Request, key string, revision int64) {
	if request == nil {
		return
	}
	r.remove(request.RequestID)
	replay := Replay{Hash: request.Hash, Key: key, Revision: revision}
	r.byID[request.RequestID] = r.byAge.PushBack(&replayEntry{request.RequestID, replay, r.clock()})
	if len(r.byID) > mostReplays {
		r.remove(r.oldest().id)
	}
}

func (r *replays) find(id RequestID) *Replay {
	for oldest := r.oldest(); oldest != nil && r.clock().Sub(oldest.time) > longestReplay; oldest = r.oldest() {
		r.remove(oldest.id)
	}
	found, ok := r.byID[id]
	if !ok {
		return nil
	}
	replay := found.Value.(*replayEntry).replay
	return &replay
}

func (r *replays) oldest() *replayEntry {
	if front := r.byAge.Front(); front != nil {
		return front.Value.(*replayEntry)
	}
	return nil
}

func (r *replays) remove(id RequestID) {
	if found, ok := r.byID[id]; ok {
		r.byAge.Remove(found)
		delete(r.byID, id)
	}
}
