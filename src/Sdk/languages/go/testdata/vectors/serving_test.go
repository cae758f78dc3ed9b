package vectors

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/testdata/vectors/server"
)

// plain are the settings of a server that anyone may call in plaintext; later ones win.
var plain = []string{
	"GRPC_SERVICE__SERVER__ADDRESS=127.0.0.1:0", "GRPC_SERVICE__SERVER__DRAIN_NOTICE=0s",
	"GRPC_SERVICE__TLS__MODE=off", "GRPC_SERVICE__AUTH__MODE=none",
}

// serving is a server that a test runs.
type serving struct {
	Address string
	Health  string
	Log     *lines
	stop    func()
}

// serve runs a server until the test ends. Settings are KEY=value without the prefix.
func serve(t *testing.T, options server.Options, settings ...string) *serving {
	t.Helper()
	started, log, err := tryServe(t, options, settings...)
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		if err := started.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return &serving{started.Address(), started.HealthAddress(), log, stop}
}

type running interface {
	Address() string
	HealthAddress() string
	Stop(ctx context.Context) error
}

func tryServe(t *testing.T, options server.Options, settings ...string) (running, *lines, error) {
	t.Helper()
	loaded, err := config.Read(server.Name, "", settingsOf(settings...))
	if err != nil {
		return nil, nil, err
	}
	log := &lines{}
	options.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	started, err := server.Start(t.Context(), loaded, options)
	return started, log, err
}

func settingsOf(settings ...string) []string {
	byName := map[string]string{}
	for _, setting := range plain {
		name, value, _ := strings.Cut(setting, "=")
		byName[name] = value
	}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		byName[config.EnvironmentPrefix+name] = value
	}
	all := make([]string, 0, len(byName))
	for name, value := range byName {
		all = append(all, name+"="+value)
	}
	return all
}

// dial connects to a server, in plaintext unless options say otherwise.
func dial(t *testing.T, address string, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	options = append([]grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}, options...)
	over, err := grpc.NewClient(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = over.Close() })
	return over
}

func within(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// lines is a log that a test reads.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *lines) Write(line []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(line)
}

// find waits for a line that has a value.
func (l *lines) find(t *testing.T, key, value string) map[string]any {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		l.mutex.Lock()
		text := l.text.String()
		l.mutex.Unlock()
		for line := range strings.Lines(text) {
			var entry map[string]any
			if json.Unmarshal([]byte(line), &entry) == nil {
				if found, _ := entry[key].(string); strings.Contains(found, value) {
					return entry
				}
			}
		}
	}
	t.Fatalf("the log has no line whose %s has %q", key, value)
	return nil
}

func wantCode(t *testing.T, err error, want codes.Code, text string) {
	t.Helper()
	if got := status.Convert(err); got.Code() != want || (text != "" && got.Message() != text) {
		t.Errorf("got %s %q, want %s %q", got.Code(), got.Message(), want, text)
	}
}
