package logs

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/slogtest"
	"time"
)

func TestHandler_KeepsTheRulesOfSlog(t *testing.T) {
	var output bytes.Buffer
	results := func() []map[string]any {
		var all []map[string]any
		for line := range strings.Lines(output.String()) {
			var flat map[string]any
			if err := json.Unmarshal([]byte(line), &flat); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			all = append(all, nested(flat))
		}
		return all
	}
	err := slogtest.TestHandler(NewHandler(&output, slog.LevelDebug, false), results)
	// A line always has a time.
	if err != nil && !strings.Contains(err.Error(), "zero Record.Time") {
		t.Error(err)
	}
}

// nested makes groups of names with dots.
func nested(flat map[string]any) map[string]any {
	all := map[string]any{}
	for name, value := range flat {
		at, parts := all, strings.Split(name, ".")
		for _, part := range parts[:len(parts)-1] {
			inner, ok := at[part].(map[string]any)
			if !ok {
				inner = map[string]any{}
				at[part] = inner
			}
			at = inner
		}
		at[parts[len(parts)-1]] = value
	}
	return all
}

func TestHandler_WritesWhatAllLanguagesWrite(t *testing.T) {
	record := slog.NewRecord(time.Date(2026, 3, 1, 10, 0, 0, 123456789, time.UTC), slog.LevelWarn, `say "é"`, 0)
	record.AddAttrs(slog.String("method", "a.B/C"), slog.Float64("duration_ms", 1.5), slog.Int("sent", 3), slog.Any("error", errors.New("no")), slog.String("identity", ""))
	for isText, want := range map[bool]string{
		false: `{"time":"2026-03-01T10:00:00.123Z","level":"warn","msg":"say \"é\"","method":"a.B/C","duration_ms":1.5,"sent":3,"error":"no","identity":""}` + "\n",
		true:  `2026-03-01T10:00:00.123Z warn say "é" method=a.B/C duration_ms=1.5 sent=3 error=no` + "\n",
	} {
		var output bytes.Buffer
		if err := NewHandler(&output, slog.LevelInfo, isText).Handle(t.Context(), record); err != nil || output.String() != want {
			t.Errorf("got %s, %v", output.String(), err)
		}
	}
}

func TestLines_AreWrittenWhole_AndAllOfThem(t *testing.T) {
	var output bytes.Buffer
	lines := NewLines(&output)
	var writing sync.WaitGroup
	for range 8 {
		writing.Go(func() {
			for range 1000 {
				if _, err := lines.Write([]byte("a line\n")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	lines.Close()
	if got := strings.Count(output.String(), "a line\n"); got != 8000 || output.Len() != 8000*7 {
		t.Errorf("got %d lines in %d bytes", got, output.Len())
	}
	if _, err := lines.Write([]byte("late\n")); err != nil || !strings.HasSuffix(output.String(), "late\n") {
		t.Error("a late line is lost")
	}
}
