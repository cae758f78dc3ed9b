package store

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
)

// Limits are how much a [Memory] holds.
type Limits struct {
	Resources  int64 // messages
	Bytes      int64 // of all messages, encoded
	WatchQueue int   // changes that wait for one watch
}

// Memory is the default store: in memory, bounded, gone with the process.
type Memory struct {
	limits Limits

	// No message is copied or compared under the lock: a slow caller holds nobody up.
	mutex       sync.RWMutex
	collections map[string]*collection
	replays     replays
	revision    int64
	resources   int64
	bytes       int64
	closed      bool
}

// row is a stored message, never changed once it is here.
type row struct {
	message  proto.Message
	revision int64
	size     int64
}

type collection struct {
	rows    map[string]*row
	watches map[*memoryWatch]struct{}
}

// NewMemory makes an empty store. The clock ages what is kept for replays.
func NewMemory(limits Limits, clock func() time.Time) *Memory {
	return &Memory{limits: limits, collections: map[string]*collection{}, replays: newReplays(clock)}
}

// Get implements [Store].
func (m *Memory) Get(ctx context.Context, of *Type, key string) (*Record, error) {
	records, err := m.GetMany(ctx, of, []string{key})
	if err != nil {
		return nil, err
	}
	return records[0], nil
}

// GetMany implements [Store].
func (m *Memory) GetMany(ctx context.Context, of *Type, keys []string) ([]*Record, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	records := make([]*Record, len(keys))
	for i, found := range m.find(of, keys) {
		records[i] = found.record()
	}
	return records, nil
}

// Put implements [Store].
func (m *Memory) Put(ctx context.Context, of *Type, key string, message proto.Message, expected Expectation, cause Cause) (Result, error) {
	if err := context.Cause(ctx); err != nil {
		return Result{}, err
	}
	return m.write(of, key, &row{message: proto.Clone(message), size: int64(proto.Size(message))}, expected, cause)
}

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context, of *Type, key string, expected Expectation, cause Cause) (Result, error) {
	if err := context.Cause(ctx); err != nil {
		return Result{}, err
	}
	return m.write(of, key, nil, expected, cause)
}

// Query implements [Store].
func (m *Memory) Query(ctx context.Context, of *Type, query Query, limit int) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		found, err := m.sorted(ctx, of, query)
		if err != nil {
			yield(nil, err)
			return
		}
		if limit > 0 && limit < len(found) {
			found = found[:limit]
		}
		for _, item := range found {
			if err := context.Cause(ctx); err != nil {
				yield(nil, err)
				return
			}
			if !yield(item.record(), nil) {
				return
			}
		}
	}
}

// Count implements [Store].
func (m *Memory) Count(ctx context.Context, of *Type, query Query) (int64, error) {
	matching, err := m.matching(ctx, of, query)
	return int64(len(matching)), err
}

// Watch implements [Store].
func (m *Memory) Watch(ctx context.Context, of *Type) (Watch, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	watch := newMemoryWatch(m.limits.WatchQueue)
	watches := m.collection(of).watches
	watches[watch] = struct{}{}
	watch.unsubscribe = func() {
		m.mutex.Lock()
		defer m.mutex.Unlock()
		delete(watches, watch)
	}
	return watch, nil
}

// Replay implements [Store].
func (m *Memory) Replay(_ context.Context, id RequestID) (*Replay, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.replays.find(id), nil
}

// Ready implements [Store].
func (m *Memory) Ready(context.Context) error { return nil }

// Close implements [Store].
func (m *Memory) Close() error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.closed = true
	for _, each := range m.collections {
		for watch := range each.watches {
			watch.end(ErrClosed)
		}
	}
	return nil
}

// write puts a row in the place of the one that is there; nil removes it.
func (m *Memory) write(of *Type, key string, next *row, expected Expectation, cause Cause) (Result, error) {
	m.mutex.Lock()
	result, conflict, err := m.writeLocked(m.collection(of), key, next, expected, cause)
	m.mutex.Unlock()
	result.Present = conflict.record()
	return result, err
}

func (m *Memory) writeLocked(in *collection, key string, next *row, expected Expectation, cause Cause) (_ Result, conflict *row, _ error) {
	old := in.rows[key]
	if !expected.MetBy(old.revisionOrZero()) {
		return Result{}, old, nil
	}
	if next == nil && old == nil {
		return Result{Done: true}, nil, nil
	}
	if err := m.reserve(old, next); err != nil {
		return Result{}, nil, err
	}
	// A deletion takes a revision too, so that watches see all changes in one order.
	m.revision++
	if next == nil {
		delete(in.rows, key)
	} else {
		next.revision = m.revision
		in.rows[key] = next
	}
	m.replays.keep(cause.Request, key, m.revision)
	change := Change{Key: key, Old: old.messageOrNil(), New: next.messageOrNil(), Revision: m.revision, Cause: cause}
	for watch := range in.watches {
		watch.publish(change)
	}
	return Result{Done: true, Revision: m.revision}, nil, nil
}

// reserve refuses what would pass a bound. Whatever makes the store smaller always passes, also when it is over one.
func (m *Memory) reserve(old, next *row) error {
	resources, bytes := next.count()-old.count(), next.sizeOrZero()-old.sizeOrZero()
	if (resources > 0 && m.resources+resources > m.limits.Resources) || (bytes > 0 && m.bytes+bytes > m.limits.Bytes) {
		return ErrFull
	}
	m.resources += resources
	m.bytes += bytes
	return nil
}

type positioned struct {
	*row
	position Position
}

// sorted lists the rows of a query after its position, in its order.
func (m *Memory) sorted(ctx context.Context, of *Type, query Query) ([]positioned, error) {
	matching, err := m.matching(ctx, of, query)
	if err != nil {
		return nil, err
	}
	found := make([]positioned, 0, len(matching))
	for _, each := range matching {
		position := query.Order.PositionOf(of, each.message)
		if query.After == nil || query.Order.Compare(position, *query.After) > 0 {
			found = append(found, positioned{each, position})
		}
	}
	slices.SortFunc(found, func(a, b positioned) int { return query.Order.Compare(a.position, b.position) })
	return found, nil
}

// matching lists the rows that meet a query's conditions.
func (m *Memory) matching(ctx context.Context, of *Type, query Query) ([]*row, error) {
	rows := m.all(of)
	matching := rows[:0]
	for _, each := range rows {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if query.Matches(each.message) {
			matching = append(matching, each)
		}
	}
	return matching, nil
}

func (m *Memory) all(of *Type) []*row {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	present := m.collections[of.Name()]
	if present == nil {
		return nil
	}
	rows := make([]*row, 0, len(present.rows))
	for _, each := range present.rows {
		rows = append(rows, each)
	}
	return rows
}

func (m *Memory) find(of *Type, keys []string) []*row {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	rows := make([]*row, len(keys))
	if present := m.collections[of.Name()]; present != nil {
		for i, key := range keys {
			rows[i] = present.rows[key]
		}
	}
	return rows
}

// collection finds or makes a collection; the caller holds the lock to write.
func (m *Memory) collection(of *Type) *collection {
	found, ok := m.collections[of.Name()]
	if !ok {
		found = &collection{rows: map[string]*row{}, watches: map[*memoryWatch]struct{}{}}
		m.collections[of.Name()] = found
	}
	return found
}

// A nil row is one that is not there.

func (r *row) record() *Record {
	if r == nil {
		return nil
	}
	return &Record{Message: proto.Clone(r.message), Revision: r.revision}
}

func (r *row) messageOrNil() proto.Message {
	if r == nil {
		return nil
	}
	return r.message
}

func (r *row) revisionOrZero() int64 {
	if r == nil {
		return 0
	}
	return r.revision
}

func (r *row) sizeOrZero() int64 {
	if r == nil {
		return 0
	}
	return r.size
}

func (r *row) count() int64 {
	if r == nil {
		return 0
	}
	return 1
}
