// Package vectors runs what every language is held against over services that are written as the build writes them.
package vectors

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/testdata/vectors/server"
)

const folder = "../../../../../../tests/data/semantics"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestVectors(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no vectors: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { run(t, readVector(t, file)) })
	}
}

func run(t *testing.T, from vector) {
	clock := &fixedClock{time: from.Clock}
	environment := []string{"GRPC_SERVICE__SERVER__ADDRESS=127.0.0.1:0", "GRPC_SERVICE__TLS__MODE=off", "GRPC_SERVICE__AUTH__MODE=none", "GRPC_SERVICE__SERVER__DRAIN_NOTICE=0s"}
	for name, value := range from.Config {
		environment = append(environment, name+"="+value)
	}
	loaded, err := config.Read(server.Name, "", environment)
	if err != nil {
		t.Fatal(err)
	}
	serves, err := server.Start(t.Context(), loaded, server.Options{
		Clock: clock.now,
		IDs:   &fixedIDs{left: from.IDs},
		Log:   slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := serves.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	over, err := grpc.NewClient(serves.Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = over.Close() }()
	steps{t, over, clock, map[string]*call{}}.run(from.Steps)
}

type steps struct {
	t     *testing.T
	over  *grpc.ClientConn
	clock *fixedClock
	open  map[string]*call
}

func (s steps) run(all []step) {
	defer func() {
		for _, each := range s.open {
			each.cancel()
		}
	}()
	for i, each := range all {
		s.t.Logf("step %d: %s %s", i, each.Method, each.Note)
		s.take(each)
		if s.t.Failed() {
			return
		}
	}
}

func (s steps) take(step step) {
	switch {
	case step.Clock != nil:
		s.clock.set(*step.Clock)
	case step.Open != "":
		opened := open(s.t, s.over, step.Method, step.whole["metadata"])
		s.open[step.Open] = opened
		opened.send(step.Requests)
		opened.waitUntilReady()
	case step.Send != "":
		s.open[step.Send].send(step.Requests)
	case step.Close != "":
		s.open[step.Close].close()
	case step.Cancel != "":
		s.open[step.Cancel].cancel()
	case step.Expect != "" && step.Code == "":
		s.compare(step.whole["responses"], s.open[step.Expect].read(len(step.Responses)))
	case step.Expect != "":
		s.compare(expected(step), s.open[step.Expect].end())
	default:
		whole := open(s.t, s.over, step.Method, step.whole["metadata"])
		whole.send(step.Requests)
		whole.close()
		s.compare(expected(step), whole.end())
	}
}

func (s steps) compare(expected, actual any) {
	if difference := cmp.Diff(expected, actual); difference != "" {
		s.t.Errorf("expected (-), actual (+):\n%s", difference)
	}
}

type fixedClock struct {
	mutex sync.Mutex
	time  time.Time
}

func (c *fixedClock) now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.time
}

func (c *fixedClock) set(now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.time = now
}

// fixedIDs draws each id from a list; where none is left the call fails.
type fixedIDs struct {
	mutex sync.Mutex
	left  []any
}

func (f *fixedIDs) draw() any {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	next := f.left[0]
	f.left = f.left[1:]
	return next
}

func (f *fixedIDs) NewID() string { return f.draw().(string) }

func (f *fixedIDs) NewNumber() int32 { return int32(f.draw().(float64)) }
