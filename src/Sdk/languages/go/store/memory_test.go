package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// things are kept by their owners; any generated message would do.
var things = NewType(&errdetails.ResourceInfo{}, Fields{Key: "resource_name"})

func thing(name, owner string) *errdetails.ResourceInfo {
	return &errdetails.ResourceInfo{ResourceName: name, Owner: owner}
}

func newStore(t *testing.T, limits Limits) *Memory {
	t.Helper()
	made := NewMemory(limits, time.Now)
	t.Cleanup(func() { _ = made.Close() })
	return made
}

var roomy = Limits{Resources: 1000, Bytes: 1 << 20, WatchQueue: 1000}

func put(t *testing.T, in Store, message *errdetails.ResourceInfo, expected Expectation) Result {
	t.Helper()
	result, err := in.Put(t.Context(), things, message.GetResourceName(), message, expected, Cause{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMemory_KeepsCopies(t *testing.T) {
	kept, sent := newStore(t, roomy), thing("a", "before")
	put(t, kept, sent, Any)
	sent.Owner = "after"
	got, err := kept.Get(t.Context(), things, "a")
	if err != nil || got.Message.(*errdetails.ResourceInfo).GetOwner() != "before" {
		t.Fatalf("got %v, %v", got, err)
	}
	got.Message.(*errdetails.ResourceInfo).Owner = "after"
	again, _ := kept.Get(t.Context(), things, "a")
	if again.Message.(*errdetails.ResourceInfo).GetOwner() != "before" {
		t.Error("a caller changed what is stored")
	}
}

func TestMemory_WritesOnlyWhatIsExpected(t *testing.T) {
	kept := newStore(t, roomy)
	steps := []struct {
		expected Expectation
		done     bool
		revision int64
		present  int64
	}{
		{AtRevision(1), false, 0, 0},
		{Absent, true, 1, 0},
		{Absent, false, 0, 1},
		{AtRevision(1), true, 2, 0},
		{AtRevision(1), false, 0, 2},
		{Any, true, 3, 0},
	}
	for i, step := range steps {
		got := put(t, kept, thing("a", fmt.Sprint(i)), step.expected)
		present := int64(0)
		if got.Present != nil {
			present = got.Present.Revision
		}
		if got.Done != step.done || got.Revision != step.revision || present != step.present {
			t.Errorf("step %d: got %+v", i, got)
		}
	}
}

func TestMemory_IsBounded(t *testing.T) {
	byCount := newStore(t, Limits{Resources: 1, Bytes: 1 << 20})
	put(t, byCount, thing("a", ""), Any)
	if _, err := byCount.Put(t.Context(), things, "b", thing("b", ""), Any, Cause{}); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	put(t, byCount, thing("a", "longer"), Any)

	size := int64(proto.Size(thing("a", "xx")))
	byBytes := newStore(t, Limits{Resources: 10, Bytes: size})
	put(t, byBytes, thing("a", "xx"), Any)
	if _, err := byBytes.Put(t.Context(), things, "a", thing("a", "xxx"), Any, Cause{}); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	put(t, byBytes, thing("a", ""), Any)
	if _, err := byBytes.Delete(t.Context(), things, "a", Any, Cause{}); err != nil {
		t.Error(err)
	}
	put(t, byBytes, thing("b", "xx"), Any)
}

func TestMemory_AnswersQueriesInOrderAndFromAPosition(t *testing.T) {
	kept := newStore(t, roomy)
	for _, message := range []*errdetails.ResourceInfo{thing("c", "1"), thing("a", "2"), thing("b", "1"), thing("d", "3")} {
		put(t, kept, message, Any)
	}
	owner := things.Descriptor().Fields().ByName("owner")
	query := Query{Order: Ordering{{Path: "owner", Fields: []protoreflect.FieldDescriptor{owner}, Descending: true}}}
	wantNames(t, kept, query, 0, "d", "a", "b", "c")
	wantNames(t, kept, query, 2, "d", "a")
	after := query.Order.PositionOf(things, thing("b", "1"))
	query.After = &after
	wantNames(t, kept, query, 0, "c")
	if count, err := kept.Count(t.Context(), things, Query{}); err != nil || count != 4 {
		t.Errorf("got %d, %v", count, err)
	}
}

func wantNames(t *testing.T, in Store, query Query, limit int, want ...string) {
	t.Helper()
	var got []string
	for record, err := range in.Query(t.Context(), things, query, limit) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, record.Message.(*errdetails.ResourceInfo).GetResourceName())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWatch_TellsEveryChangeOnceAndInOrder(t *testing.T) {
	kept := newStore(t, roomy)
	watch, err := kept.Watch(t.Context(), things)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	const writers, writes = 4, 50
	var writing sync.WaitGroup
	for writer := range writers {
		writing.Go(func() {
			for i := range writes {
				if _, err := kept.Put(context.Background(), things, "a", thing("a", fmt.Sprint(writer, i)), Any, Cause{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for want := int64(1); want <= writers*writes; want++ {
		change, err := watch.Next(t.Context())
		if err != nil || change.Revision != want || (change.Old == nil) != (want == 1) {
			t.Fatalf("got %+v, %v, want revision %d", change, err, want)
		}
	}
	writing.Wait()
}

func TestWatch_ThatIsReadTooSlowly_EndsAfterWhatItHas(t *testing.T) {
	kept := newStore(t, Limits{Resources: 10, Bytes: 1 << 20, WatchQueue: 2})
	watch, err := kept.Watch(t.Context(), things)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	for _, name := range []string{"a", "b", "c", "d"} {
		put(t, kept, thing(name, ""), Any)
	}
	for want := range int64(2) {
		if change, err := watch.Next(t.Context()); err != nil || change.Revision != want+1 {
			t.Errorf("got %+v, %v", change, err)
		}
	}
	if _, err := watch.Next(t.Context()); !errors.Is(err, ErrLagged) {
		t.Errorf("got %v", err)
	}
}

func TestWatch_EndsWithItsContextAndWithTheStore(t *testing.T) {
	kept := NewMemory(roomy, time.Now)
	watch, err := kept.Watch(t.Context(), things)
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := watch.Next(ctx); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
	watch.Close()
	if _, err := kept.Watch(t.Context(), things); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestReplays_AreKeptForAnHour_AndAreBounded(t *testing.T) {
	now := time.Now()
	kept := newReplays(func() time.Time { return now })
	id := func(i int) RequestID { return RequestID{Method: "m", Caller: "c", ID: fmt.Sprint(i)} }
	for i := range mostReplays + 1 {
		kept.keep(&Request{RequestID: id(i), Hash: "h"}, "key", int64(i))
	}
	if kept.find(id(0)) != nil || kept.find(id(1)) == nil || len(kept.byID) != mostReplays {
		t.Error("the oldest should be out, and it alone")
	}
	now = now.Add(longestReplay)
	if got := kept.find(id(1)); got == nil || *got != (Replay{Hash: "h", Key: "key", Revision: 1}) {
		t.Errorf("got %v", got)
	}
	now = now.Add(1)
	if kept.find(id(1)) != nil || len(kept.byID) != 0 || kept.byAge.Len() != 0 {
		t.Error("all should be out")
	}
}
