// Command host runs servers one after the other as standard input says; ../README.md has the protocol.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"example.com/vectors/config"
	"example.com/vectors/server"
)

type command struct {
	Start *struct {
		Clock  time.Time         `json:"clock"`
		IDs    []any             `json:"ids"`
		Config map[string]string `json:"config"`
	} `json:"start"`
	Clock *time.Time `json:"clock"`
}

// running is a server that can be ended.
type running interface {
	Address() string
	Stop(ctx context.Context) error
}

func main() {
	if err := run(); err != nil {
		slog.Error("the host ended", "error", err)
		os.Exit(1)
	}
}

func run() error {
	var (
		clock  fixedClock
		serves running
	)
	answers := json.NewEncoder(os.Stdout)
	lines := bufio.NewReader(os.Stdin)
	for commands := json.NewDecoder(lines); commands.More(); {
		var next command
		if err := commands.Decode(&next); err != nil {
			return err
		}
		answer := map[string]string{}
		switch {
		case next.Start != nil:
			clock.set(next.Start.Clock)
			started, err := start(next.Start.Config, server.Options{Clock: clock.now, IDs: &fixedIDs{left: next.Start.IDs}})
			if err != nil {
				return err
			}
			serves, answer["address"] = started, started.Address()
		case next.Clock != nil:
			clock.set(*next.Clock)
		case serves != nil:
			if err := serves.Stop(context.Background()); err != nil {
				return err
			}
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
	return nil
}

func start(settings map[string]string, options server.Options) (running, error) {
	environment := []string{
		"GRPC_SERVICE__SERVER__ADDRESS=127.0.0.1:0",
		"GRPC_SERVICE__TLS__MODE=off",
		"GRPC_SERVICE__AUTH__MODE=none",
		"GRPC_SERVICE__TELEMETRY__ACCESS_LOG=false",
		"GRPC_SERVICE__SERVER__DRAIN_NOTICE=0s",
	}
	for name, value := range settings {
		environment = append(environment, name+"="+value)
	}
	loaded, err := config.Read(server.Name, "", environment)
	if err != nil {
		return nil, err
	}
	// Standard output is for the answers alone.
	options.Log = slog.New(slog.NewTextHandler(noBrace{}, nil))
	return server.Start(context.Background(), loaded, options)
}

// noBrace writes the log beside the answers, which alone begin with a brace.
type noBrace struct{}

func (noBrace) Write(line []byte) (int, error) {
	_, err := os.Stdout.WriteString(strings.TrimLeft(string(line), "{"))
	return len(line), err
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
