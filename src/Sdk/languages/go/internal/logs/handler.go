package logs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
)

// Handler writes a line for each record. It does what the library's own handlers do, in the names and forms of the
// services of all languages, and in a fraction of their time: there is a line for each call.
type Handler struct {
	output io.Writer
	least  slog.Level
	isText bool
	given  []byte // attributes of all records, as they are written
	group  string // what names begin with
}

// NewHandler writes records from a level on.
func NewHandler(output io.Writer, least slog.Level, isText bool) *Handler {
	return &Handler{output: output, least: least, isText: isText}
}

// Enabled implements [slog.Handler].
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.least }

var lines = sync.Pool{New: func() any { return new([]byte) }}

const timeForm = "2006-01-02T15:04:05.000Z"

// Handle implements [slog.Handler].
func (h *Handler) Handle(_ context.Context, record slog.Record) error {
	pooled := lines.Get().(*[]byte)
	defer lines.Put(pooled)
	line := (*pooled)[:0]
	if h.isText {
		line = record.Time.UTC().AppendFormat(line, timeForm)
		line = append(append(append(append(line, ' '), nameOf(record.Level)...), ' '), record.Message...)
	} else {
		line = record.Time.UTC().AppendFormat(append(line, `{"time":"`...), timeForm)
		line = append(append(line, `","level":"`...), nameOf(record.Level)...)
		line = appendText(append(line, `","msg":`...), record.Message)
	}
	line = append(line, h.given...)
	record.Attrs(func(attribute slog.Attr) bool {
		line = h.append(line, h.group, attribute)
		return true
	})
	if !h.isText {
		line = append(line, '}')
	}
	line = append(line, '\n')
	*pooled = line
	_, err := h.output.Write(line)
	return err
}

// WithAttrs implements [slog.Handler].
func (h *Handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	more := *h
	more.given = bytes.Clone(h.given)
	for _, attribute := range attributes {
		more.given = h.append(more.given, h.group, attribute)
	}
	return &more
}

// WithGroup implements [slog.Handler]. Groups are told by dots in names: a line is one flat object.
func (h *Handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	more := *h
	more.group = h.group + name + "."
	return &more
}

func (h *Handler) append(line []byte, group string, attribute slog.Attr) []byte {
	value := attribute.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		if attribute.Key != "" {
			group += attribute.Key + "."
		}
		for _, inner := range value.Group() {
			line = h.append(line, group, inner)
		}
		return line
	}
	if attribute.Key == "" {
		return line
	}
	if h.isText {
		return appendPlain(line, group+attribute.Key, value)
	}
	if group != "" {
		line = appendText(append(line, ','), group+attribute.Key)
	} else {
		line = appendText(append(line, ','), attribute.Key)
	}
	return appendValue(append(line, ':'), value)
}

// appendPlain leaves empty values out.
func appendPlain(line []byte, name string, value slog.Value) []byte {
	text := value.String()
	if text == "" {
		return line
	}
	return append(append(append(append(line, ' '), name...), '='), text...)
}

func appendValue(line []byte, value slog.Value) []byte {
	switch value.Kind() {
	case slog.KindString:
		return appendText(line, value.String())
	case slog.KindInt64:
		return strconv.AppendInt(line, value.Int64(), 10)
	case slog.KindUint64:
		return strconv.AppendUint(line, value.Uint64(), 10)
	case slog.KindFloat64:
		return strconv.AppendFloat(line, value.Float64(), 'f', -1, 64)
	case slog.KindBool:
		return strconv.AppendBool(line, value.Bool())
	case slog.KindTime:
		return append(value.Time().UTC().AppendFormat(append(line, '"'), time.RFC3339Nano), '"')
	default:
		return appendAny(line, value.Any())
	}
}

func appendAny(line []byte, value any) []byte {
	if failed, ok := value.(error); ok {
		return appendText(line, failed.Error())
	}
	if encoded, err := json.Marshal(value); err == nil {
		return append(line, encoded...)
	}
	return appendText(line, fmt.Sprint(value))
}

// appendText writes a text in quotes. Hardly any has something to escape.
func appendText(line []byte, text string) []byte {
	for i := range len(text) {
		if character := text[i]; character < ' ' || character > '~' || character == '"' || character == '\\' {
			var escaped bytes.Buffer
			encoder := json.NewEncoder(&escaped)
			encoder.SetEscapeHTML(false)
			_ = encoder.Encode(text) // a text can always be encoded
			return append(line, bytes.TrimSuffix(escaped.Bytes(), []byte("\n"))...)
		}
	}
	return append(append(append(line, '"'), text...), '"')
}

func nameOf(level slog.Level) string {
	switch {
	case level < slog.LevelInfo:
		return "debug"
	case level < slog.LevelWarn:
		return "info"
	case level < slog.LevelError:
		return "warn"
	default:
		return "error"
	}
}
